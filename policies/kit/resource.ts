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
  /** Undefined for what has no provider, such as a component. */
  provider?: { type: string; name: string; inputs: Readonly<Record<string, unknown>> } | undefined;
}
