import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { DataObjects } from "../catalog/types.ts";
import { renderDataScript, renderDataStep } from "../render/data/index.ts";
import { endpointOf } from "../render/site.ts";
import { loginSecrets } from "../render/data/postgres.ts";
import type { DeploymentSite, Verifier } from "./site.ts";

export interface DataArgs {
  data: DataObjects;
  site: DeploymentSite;
  /** Name of the container that holds them. */
  container: string;
  /** What must be live first: the service, or all members of its cluster. */
  live: readonly local.Command[];
}

/**
 * The data objects of a live service. They are applied again when they change, and when a container
 * was made anew, whose volume may be new too; nothing is ever deleted.
 */
export function applyData(
  name: string,
  { data, site, container, live }: DataArgs,
  parent: pulumi.Resource,
): local.Command {
  const known = verifiersOf(data, site);
  const kept = known.flatMap(([, one]) => one.kept);
  const values = pulumi.all(
    Object.fromEntries(known.map(([secret, { value }]) => [secret, value])),
  );
  const script = values.apply((verifiers) =>
    renderDataScript(data, {
      members: live.length,
      endpoint: (service) => endpointOf(site, service),
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
  data: DataObjects,
  { verifierOf }: DeploymentSite,
): (readonly [secret: string, Verifier])[] {
  const secrets = data.engine === "postgres" ? loginSecrets(data) : [];
  return secrets.flatMap((secret) => {
    const verifier = verifierOf(secret);
    return verifier ? [[secret, verifier] as const] : [];
  });
}
