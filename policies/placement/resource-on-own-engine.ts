/** Refuses a resource that a stack places on another machine than its own. */
import { COMMAND } from "../../src/lib/resources.ts";
import { commandFindings, engineFindings, providerFindings } from "../../src/rules/engines.ts";
import type { ResourceRule } from "../kit/rule.ts";

/** Judges docker resources by their provider, providers themselves, and commands by what they reach. */
export const resourceOnOwnEngine: ResourceRule = {
  name: "resource-on-own-engine",
  description:
    "Everything of a stack is on its own machine, because a second provider or another DOCKER_HOST would put it where no rule of the stack counts it.",
  severity: "critical",
  tags: ["placement"],
  fix: "use the provider of the stack's Host component",
  types: undefined,
  judge({ type, stack, inputs, provider }, { site }) {
    const where = { stack, machines: site };
    if (type === "pulumi:providers:docker") return providerFindings(inputs, where);
    if (type === COMMAND) return commandFindings(inputs, where);
    if (!type.startsWith("docker:")) return [];
    return engineFindings("provider/host", provider?.inputs["host"], where);
  },
};
