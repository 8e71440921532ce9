/** Refuses rendered configuration of other nodes that names STARLORD. */
import { COMMAND } from "../../src/lib/resources.ts";
import { decoded, onDemandFindings } from "../../src/rules/on-demand.ts";
import type { ResourceRule } from "../kit/rule.ts";
import { onDemandNames } from "../kit/site.ts";

/** Judges what is delivered to a folder of a node; what goes to a volume is a secret and not read. */
export const configurationWithoutStarlord: ResourceRule = {
  name: "configuration-without-starlord",
  description:
    "No configuration elsewhere names STARLORD, except that of what watches it, because that machine is there on demand only.",
  severity: "high",
  tags: ["placement", "dependencies"],
  fix: "use a service of oracle1 or thanos",
  types: [COMMAND],
  judge({ stack, inputs }, { site }) {
    const { BEV_TARGET: target } = (inputs["environment"] ?? {}) as { BEV_TARGET?: string };
    if (!target?.startsWith("/")) return [];
    // `<data root>/<service>/<hash>`
    const service = target.split("/").at(-2) ?? "";
    const text = decoded(inputs["stdin"] as string | null | undefined);
    return onDemandFindings(service, [{ at: "stdin", text }], onDemandNames(site, stack));
  },
};
