/** Refuses a container without a command beside it that limits its processes. */
import { processLimits } from "../../src/rules/commands.ts";
import type { CommandInputs } from "../../src/rules/commands.ts";
import { shown } from "../../src/lib/faults.ts";
import { COMMAND } from "../../src/lib/resources.ts";
import { containersOf } from "../kit/rule.ts";
import type { StackRule } from "../kit/rule.ts";

/** The docker provider has no such argument, so each container has a command beside it. */
export const containerPidsLimited: StackRule = {
  name: "container-pids-limited",
  description:
    "Beside each container a command limits its processes, because one that forks without end takes the node with it.",
  severity: "high",
  tags: ["hardening", "cis-5.29"],
  fix: "declare it with DeployedService, whose gate sets the limit",
  judgeStack(resources) {
    const limits = resources
      .filter(({ type }) => type === COMMAND)
      .flatMap(({ inputs }) => processLimits(inputs as CommandInputs));
    return containersOf(resources).flatMap((resource) => {
      const name = resource.inputs.name ?? "";
      const host = resource.provider?.inputs["host"];
      const isLimited = limits.some(
        (limit) => limit.host === host && limit.containers.includes(name),
      );
      if (isLimited) return [];
      const wanted = `must have a command that runs docker update --pids-limit for ${shown(name)}`;
      const where = typeof host === "string" ? `on ${host}` : "on its Engine";
      return [{ resource, at: "pids", problem: `${wanted} ${where}, has none` }];
    });
  },
};
