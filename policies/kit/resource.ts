/**
 * A planned resource. Reading a value that a preview cannot know throws; the pack then refuses the resource.
 */
export interface Resource<Inputs = Readonly<Record<string, unknown>>> {
  type: string;
  name: string;
  urn: string;
  stack: string;
  /** The service that it belongs to, by its own label, or else its name. */
  service: string;
  inputs: Inputs;
  /** The component that it belongs to, by its URN. */
  parent: ResourceId | undefined;
  /** Undefined for what has no provider, such as a component. */
  provider?: { type: string; name: string; inputs: Readonly<Record<string, unknown>> } | undefined;
}

export interface ResourceId {
  urn: string;
  type: string;
  name: string;
}

/** `urn:pulumi:thanos::bev::bev:node:Host$bev:service:Service::redis` names a Service, `redis`. */
export function readUrn(urn: string): ResourceId {
  const [, , types = "", ...name] = urn.split("::");
  return { urn, type: types.split("$").at(-1) ?? "", name: name.join("::") };
}
