/** Refuses a second instance of a singleton, and more instances than a row allows. */
import { instanceFindings } from "../../src/rules/services.ts";
import { componentsOf, containersOf, readEach } from "../kit/rule.ts";
import type { StackRule } from "../kit/rule.ts";

/** Counts components and containers, whatever a component says that there are. */
export const instancesWithinBounds: StackRule = {
  name: "instances-within-bounds",
  description:
    "A singleton runs once and a service at most as often as its row allows, because two writers of the same data spoil it.",
  severity: "critical",
  tags: ["placement", "replicas"],
  fix: "lower its replicas in bev:services, or remove the second one",
  judgeStack(resources) {
    const containers = containersOf(resources).map(({ service }) => service);
    const seen = new Set<string>();
    return readEach(componentsOf(resources), (component) => {
      const { service, inputs } = component;
      if (seen.has(service)) return [];
      seen.add(service);
      const components = componentsOf(resources).filter((one) => one.service === service).length;
      const running = containers.filter((one) => one === service).length;
      const count = Math.max(components, running);
      return instanceFindings(inputs, count).map((finding) => ({
        ...finding,
        resource: component,
      }));
    });
  },
};
