/** Refuses mounts of what belongs to another service. */
import { volumeName } from "../../src/lib/names.ts";
import { VOLUME } from "../../src/lib/resources.ts";
import { ownerFindings } from "../../src/rules/mounts.ts";
import { heldContainers } from "../kit/held.ts";
import { componentsOf, containersOf, readEach } from "../kit/rule.ts";
import type { StackFinding, StackRule } from "../kit/rule.ts";
import type { Resource } from "../kit/resource.ts";
import { conventionsOf, engineMachine } from "../kit/site.ts";

/** It brings other services what they log in to Vault with, each in a handover of its own. */
const AGENT = "vault-agent";

/** Only the resources of a whole stack say whose a volume is. */
export const containerMountsItsOwn: StackRule = {
  name: "container-mounts-its-own",
  description:
    "A container mounts volumes, secrets and configuration of its own service, and its handover from the node's agent, because another service's hold that one's data.",
  severity: "critical",
  tags: ["hardening", "secrets"],
  fix: "mount what the service's own component declares",
  judgeStack(resources, { site }) {
    const volumes = volumesByOwner(resources);
    const components = new Map(componentsOf(resources).map((one) => [one.urn, one]));
    const held = heldContainers(resources);
    const taken = [...volumes.values()].flat();
    const handovers = volumes.get(undefined) ?? [];
    const volumesOf = ({ urn, name }: Resource, prefix: string): string[] => [
      ...(volumes.get(urn) ?? []),
      ...handovers.filter((one) => name === AGENT || one === volumeName(prefix, name, "vault")),
      // A volume that its row does not declare any more.
      ...(held[name]?.mounts ?? [])
        .map(({ source }) => source ?? "")
        .filter((one) => !taken.includes(one)),
    ];
    return readEach(containersOf(resources), (resource): StackFinding[] => {
      const { parent, inputs } = resource;
      const component = parent && components.get(parent.urn);
      const { dataRoot, prefix } = conventionsOf(engineMachine(site, resource));
      const owned = component
        ? {
            volumes: volumesOf(component, prefix),
            folder: `${dataRoot}/${String(component.inputs.service)}`,
          }
        : { volumes: [], folder: `${dataRoot}/` };
      return ownerFindings(inputs, owned).map((found) => ({ ...found, resource }));
    });
  },
};

/** By URN of the service's component: names of volumes. Below undefined: those of no service, the handovers. */
function volumesByOwner(resources: readonly Resource[]): Map<string | undefined, string[]> {
  const services = new Set(componentsOf(resources).map(({ urn }) => urn));
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const owner = ({ parent }: Resource): string | undefined => {
    if (parent === undefined || services.has(parent.urn)) return parent?.urn;
    const above = byUrn.get(parent.urn);
    return above && owner(above);
  };
  const volumes = resources.filter(({ type }) => type === VOLUME);
  const byOwner = Map.groupBy(volumes, owner);
  return new Map(
    [...byOwner].map(([urn, all]) => [
      urn,
      readEach(all, ({ inputs }) => [String(inputs["name"])]),
    ]),
  );
}
