/** How Pulumi names resources, and how this platform labels them. */

export const COMMAND = "command:local:Command";
export const CONTAINER = "docker:index/container:Container";
export const IMAGE = "docker:index/remoteImage:RemoteImage";
export const TAILNET_POLICY = "tailscale:index/acl:Acl";
export const NETWORK = "docker:index/network:Network";
export const VOLUME = "docker:index/volume:Volume";

/** The resource's own name, the last part of its URN. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

/** Label of a container or volume: the service that it belongs to. */
export const SERVICE_LABEL = "bev.service";

type Label = { label?: string | null; value?: string | null } | null;

/** The value of a label in the docker provider's form; the list may come from anybody's program. */
export function labelOf(labels: readonly Label[], name: string): string | undefined {
  return labels.find((one) => one?.label === name)?.value ?? undefined;
}
