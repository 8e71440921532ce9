/** Every rendered configuration file and script as a file: its diff is what a reviewer reads. */
import { expect, it } from "@jest/globals";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { catalog } from "../src/catalog/index.ts";
import { nodeNames } from "../src/catalog/nodes.ts";
import type { NodeName } from "../src/catalog/nodes.ts";
import { resolveService, resolveStack } from "../src/catalog/resolve.ts";
import type { DataObjects } from "../src/catalog/types.ts";
import { scramVerifier } from "../src/lib/scram.ts";
import { renderConfig } from "../src/render/config/index.ts";
import { renderDataScript } from "../src/render/data/index.ts";
import { endpointOf } from "../src/render/site.ts";
import { tailnetPolicy } from "../src/render/tailnet/policy.ts";
import { policyText } from "../src/render/tailnet/text.ts";

import { trackedConfig } from "./kit/stack-config.ts";

const directory = path.join(import.meta.dirname, "golden");
const update = process.env["BEV_UPDATE_GOLDEN"] === "1";

const files = nodeNames.flatMap((stack) => {
  const site = siteOf(stack);
  const { services } = site;
  return services.flatMap((service) =>
    renderConfig({
      service,
      site,
      ...site,
      endpoint: (name, purpose) => endpointOf(site, name, purpose),
    }).map(
      ({ name, content }) => [path.join("config", stack, service.name, name), content] as const,
    ),
  );
});

const scripts = nodeNames.flatMap((stack) =>
  resolveStack(catalog, stack).flatMap(({ name, enabled, data, family }) => {
    if (!data || !enabled) return [];
    const content = renderDataScript(data, {
      members: family === "queue" ? 3 : 1,
      endpoint: (service) => endpointOf(siteOf(stack), service),
      verifiers: verifiersFor(data),
    });
    return [[path.join("data", stack, `${name}.sh`), content] as const];
  }),
);

const policy = policyText(
  tailnetPolicy(
    catalog.map((row) => resolveService(row)),
    ["operator@bev.invalid"],
  ),
);

/** Of passwords that say whose they are. */
function verifiersFor(data: DataObjects): Record<string, string> {
  const logins = data.engine === "postgres" ? (data.logins ?? []) : [];
  return Object.fromEntries(logins.map(({ secret }) => [secret, scramVerifier(secret, secret)]));
}

function siteOf(stack: NodeName) {
  const { node, prefix, dataRoot } = trackedConfig(stack);
  const services = resolveStack(catalog, stack).filter(({ enabled }) => enabled);
  const others = nodeNames
    .filter((name) => name !== stack)
    .flatMap((name) => resolveStack(catalog, name));
  const addressOf = (other: string) => trackedConfig(other).node.address;
  return { stack, address: node.address, prefix, dataRoot, services, others, addressOf };
}

it.each([...files, ...scripts, ["tailnet/policy.hujson", policy] as const])(
  "renders %s as its golden file says",
  (file, content) => {
    const golden = path.join(directory, file);
    if (update) {
      mkdirSync(path.dirname(golden), { recursive: true });
      writeFileSync(golden, content);
    }
    expect(existsSync(golden) ? readFileSync(golden, "utf8") : "absent").toBe(content);
  },
);
