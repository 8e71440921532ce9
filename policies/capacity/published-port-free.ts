/** Refuses a published port that is not stated, or that another service of the node has. */
import type { Binding, ReservedPort } from "../../src/rules/ports.ts";
import { collisionProblem, collisionsOf, isPort } from "../../src/rules/ports.ts";
import { shown } from "../../src/lib/faults.ts";
import { containersOf, readEach } from "../kit/rule.ts";
import type { Resource } from "../kit/resource.ts";
import type { StackFinding, StackRule } from "../kit/rule.ts";
import { engineNode } from "../kit/site.ts";

type StackPlace = Pick<StackFinding, "resource" | "at">;

/** A number that is left out is chosen by the Engine, so that nobody could say whether it is free. */
export const publishedPortFree: StackRule = {
  name: "published-port-free",
  description:
    "Every published port is stated and is published once on its node, also while that runs services of another one that is down, because the second container would not start.",
  severity: "high",
  tags: ["capacity", "network", "cis-5.9"],
  fix: "give one of them another `published` port",
  judgeStack(resources, { site }) {
    const bindings = readEach(containersOf(resources), (resource) => {
      const node = engineNode(site, resource) ?? "an unknown node";
      return (resource.inputs.ports ?? []).map(({ ip, external, protocol }, index) => {
        const at = `ports/${String(index)}/external`;
        return { resource, node, at, ip, external: external ?? 0, protocol };
      });
    });
    const unstated = bindings
      .filter(({ external }) => !isPort(external))
      .map(({ resource, at, external }): StackFinding => {
        const found = shown(external === 0 ? undefined : external);
        return { resource, at, problem: `must be 1-65535, got ${found}` };
      });
    // First, so that a service that takes one of them is the one at fault.
    const reserved = readEach(hosts(resources), (resource) =>
      (resource.inputs.reservedPorts ?? []).map(({ name, external }) => ({
        resource: { ...resource, name },
        node: resource.stack,
        at: "reservedPorts",
        external,
      })),
    );
    const published = bindings.filter(({ external }) => isPort(external));
    const taken = collisionsOf<Binding & StackPlace>([...reserved, ...published]);
    return [
      ...unstated,
      ...taken.map(({ binding: { resource, node, at, external }, other }) => ({
        resource,
        at,
        problem: `${String(external)} ${collisionProblem(node, other.resource.name)}`,
      })),
    ];
  },
};

/** Components of machines, which state the ports that are kept free for services of other nodes. */
function hosts(
  resources: readonly Resource[],
): (Resource & { inputs: { reservedPorts?: readonly ReservedPort[] | null } })[] {
  return resources.filter(({ type }) => type === "bev:node:Host");
}
