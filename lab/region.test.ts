/** An edge region of the lab: in use there, whether or not production has given it a machine. */
import { expect, it } from "@jest/globals";
import { parseConfig } from "../src/stack/config/parse.ts";
import { resolveStack } from "../src/catalog/resolve.ts";
import { catalog } from "../src/catalog/index.ts";
import { edgeStacks } from "../src/catalog/regions.ts";
import { regionSettings } from "./region.ts";

it.each(edgeStacks)(
  "has a valid configuration for %s, with every service on but the third vote",
  (stack) => {
    const values = Object.entries(regionSettings(stack)).flatMap(([key, value]) =>
      key.startsWith("bev:") ? [[key.slice(4), value] as const] : [],
    );
    const { config } = parseConfig(Object.fromEntries(values), stack) as { config: Config };
    expect(config.node.host).toBe(`ssh://${stack}`);
    const services = resolveStack(catalog, stack, config.services);
    const others = services.filter(({ name }) => name !== "failover-vote");
    expect(others.filter(({ enabled }) => !enabled)).toEqual([]);
    expect(config.services).not.toHaveProperty("failover-vote");
    const inference = services.find(({ name }) => name === "local-ai-inference");
    expect(inference?.replicas.count).toBe(2);
  },
);

type Config = Extract<ReturnType<typeof parseConfig>, { config: unknown }>["config"];
