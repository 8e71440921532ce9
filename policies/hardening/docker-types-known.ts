import { finding } from "../../src/rules/container.ts";
import type { ResourceRule } from "../kit/rule.ts";

const KNOWN = [
  "container:Container",
  "network:Network",
  "remoteImage:RemoteImage",
  "volume:Volume",
].map((name) => `docker:index/${name}`);

/** What swarm or an Engine's plugin runs is no container that a rule would see. */
export const dockerTypesKnown: ResourceRule = {
  name: "docker-types-known",
  description:
    "On an Engine there are containers, networks, volumes and images, because no rule looks into its swarm services and plugins.",
  severity: "critical",
  tags: ["hardening"],
  fix: "declare a container",
  types: undefined,
  judge: ({ type }) =>
    /^docker[\w-]*:/i.test(type) && !KNOWN.includes(type)
      ? [finding("type", `one of ${KNOWN.join(", ")}`, type)]
      : [],
};
