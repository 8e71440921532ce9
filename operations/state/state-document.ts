/**
 * What an interrupted update leaves in a stack's state: operations that had begun. A container or
 * network that exists is adopted under the inputs that it was made with; everything else can simply be
 * done again. Form of the state: Pulumi's `apitype.DeploymentV3`.
 */
import { CONTAINER, NETWORK } from "../../src/lib/resources.ts";

export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  parent?: string;
  provider?: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[] | null>;
  pendingReplacement?: boolean;
  /** Replaced, and to be deleted by the next update. */
  delete?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

export interface StateDocument {
  resources?: StateResource[];
  pending_operations?: { type: string; resource: StateResource }[];
}

export interface Settled {
  deployment: StateDocument;
  /** Names of what was found and taken into the state. */
  adopted: string[];
  /** How many operations had begun. */
  begun: number;
}

/** Types whose name on a node is taken once they exist. */
const NAMED: Record<string, string> = {
  [CONTAINER]: "container",
  [NETWORK]: "network",
};

/** `idOf` says the id of a container or network of that name; "" when there is none. */
export async function settle(
  deployment: StateDocument,
  idOf: (kind: string, name: string) => Promise<string>,
): Promise<Settled> {
  const { resources = [], pending_operations: pending = [] } = deployment;
  const adopted = new Map<string, StateResource>();
  for (const { type, resource } of pending) {
    const kind = NAMED[resource.type];
    if (type !== "creating" || !kind) continue;
    const id = await idOf(kind, String(resource.inputs?.["name"]));
    if (id) adopted.set(resource.urn, { ...resource, id, outputs: { ...resource.inputs } });
  }
  const kept = resources.flatMap((old) => {
    if (!adopted.has(old.urn)) return [old];
    // Replaced: it is gone, or it runs beside the new one and the next update ends it.
    return old.pendingReplacement ? [] : [{ ...old, delete: true }];
  });
  return {
    deployment: {
      ...deployment,
      resources: inOrder([...kept, ...adopted.values()]),
      pending_operations: [],
    },
    adopted: [...adopted.values()].map(({ inputs }) => String(inputs?.["name"])),
    begun: pending.length,
  };
}

/** Each resource after what it needs, as the engine demands; otherwise as they were. */
export function inOrder(resources: readonly StateResource[]): StateResource[] {
  const byUrn = Map.groupBy(resources, ({ urn }) => urn);
  const ordered = new Set<StateResource>();
  const visit = (resource: StateResource): void => {
    if (ordered.has(resource)) return;
    const { parent, provider, dependencies = [] } = resource;
    const needs = [parent, provider?.replace(/::[^:]*$/, ""), ...dependencies];
    for (const urn of needs) {
      if (urn !== undefined && urn !== resource.urn) byUrn.get(urn)?.forEach(visit);
    }
    ordered.add(resource);
  };
  resources.forEach(visit);
  return [...ordered];
}
