/** Applies data objects, such as databases and topics, to a running service. */
import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { loginSecrets, verifierKindOf } from "../catalog/needs.ts";
import type { Service } from "../catalog/resolve.ts";
import { renderDataStep } from "../container/data-step.ts";
import { endpointOf } from "../access/site.ts";
import { renderData } from "../software/index.ts";
import type { DeploymentSite, Verifier } from "./site.ts";

export interface DataArgs {
  service: Service;
  site: DeploymentSite;
  /** Name of the container that holds them. */
  container: string;
  /** What must be live first: the service, or all members of its cluster. */
  live: readonly local.Command[];
}

/**
 * The data objects of a live service. They are applied again when they change, and when a container
 * was replaced, whose volume may be new too; nothing is ever deleted.
 */
export function applyData(
  name: string,
  { service, site, container, live }: DataArgs,
  parent: pulumi.Resource,
): local.Command {
  const known = verifiersOf(service, site);
  const kept = known.flatMap(([, one]) => one.kept);
  const values = pulumi.all(
    Object.fromEntries(known.map(([secret, { value }]) => [secret, value])),
  );
  const script = values.apply((verifiers) =>
    renderData(service, {
      members: live.length,
      endpoint: (name) => endpointOf(site, name),
      verifiers,
    }),
  );
  return new local.Command(
    name,
    {
      ...renderDataStep({ host: site.dockerHost, container }),
      stdin: script,
      triggers: live.map(({ id }) => id),
      addPreviousOutputInEnv: false,
    },
    { parent, dependsOn: [...live, ...kept] },
  );
}

function verifiersOf(
  { data }: Service,
  { verifierOf }: DeploymentSite,
): (readonly [secret: string, Verifier])[] {
  if (!data) return [];
  return loginSecrets(data).flatMap((secret) => {
    const verifier = verifierOf(secret, verifierKindOf(data));
    return verifier ? [[secret, verifier] as const] : [];
  });
}
