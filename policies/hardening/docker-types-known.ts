import { shown } from "../../src/lib/faults.ts";
import type { StackRule } from "../kit/rule.ts";

const KNOWN = [
  "container:Container",
  "network:Network",
  "remoteImage:RemoteImage",
  "volume:Volume",
].map((name) => `docker:index/${name}`);

/** What swarm or an Engine's plugin runs is no container that a rule would see. */
export const dockerTypesKnown: StackRule = {
  name: "docker-types-known",
  description:
    "On an Engine there are containers, networks, volumes and images, because no rule looks into its swarm services and plugins.",
  severity: "critical",
  tags: ["hardening"],
  fix: "declare a container",
  judgeStack: (resources) =>
    resources
      .filter(({ type }) => /^docker[\w-]*:/i.test(type) && !KNOWN.includes(type))
      .map((resource) => ({
        resource,
        at: "type",
        problem: `must be one of ${KNOWN.join(", ")}, got ${shown(resource.type)}`,
      })),
};
