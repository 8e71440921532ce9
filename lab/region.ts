/** Configuration of an edge region in the lab, whether or not production has given the region a machine. */
import { existsSync } from "node:fs";
import path from "node:path";
import { machineFrom, stackText } from "../operations/edge/settings.ts";
import { trackedSettings } from "../operations/project.ts";
import { stackSettings } from "../operations/stack-file.ts";
import type { StackSettings } from "../operations/stack-file.ts";
import { catalog } from "../src/catalog/index.ts";
import type { EdgeStack } from "../src/catalog/regions.ts";
import type { ServiceChoice } from "../src/catalog/resolve.ts";
import { stackFile } from "../src/lib/paths.ts";
import { readTextFile } from "../src/lib/text-file.ts";
import { regionAddress } from "./node.ts";

/** More than one: the region's entry can only leave out an instance where another is left. */
const REPLICAS: Readonly<Record<string, number>> = { "local-ai-inference": 2 };

export function regionSettings(stack: EdgeStack): StackSettings {
  const file = stackFile(stack);
  const name = path.basename(file);
  const before = existsSync(file) ? readTextFile(file).text : undefined;
  const machine = machineFrom({ host: `ssh://${stack}`, address: regionAddress(stack) });
  const registry = trackedSettings("oracle1")["bev:registry"];
  const settings = stackSettings({ name, text: stackText(name, before, machine, registry) });
  const chosen = (settings["bev:services"] ?? {}) as Record<string, ServiceChoice>;
  return { ...settings, "bev:services": { ...allOn(stack), ...chosen } };
}

/** The catalogue has them off until production gives the region a machine. With the third vote nodes would fail over by themselves. */
function allOn(stack: EdgeStack): Record<string, ServiceChoice> {
  const rows = catalog.filter(({ node, image }) => node === stack && image !== "failover");
  const names = rows.map(({ name }) => name);
  return Object.fromEntries(
    names.map((name) => {
      const replicas = REPLICAS[name];
      return [name, { enabled: true, ...(replicas !== undefined && { replicas }) }];
    }),
  );
}
