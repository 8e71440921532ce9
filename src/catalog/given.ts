/** Secrets that people give: which of them a stack's services have, by the versions in its configuration. */
import { secretId } from "../rules/rotation.ts";
import type { MissingSecret, Service, ServiceSecret } from "./resolve.ts";

/** `service/secret` of all that the rows of one node ask people for. */
export function givenIds(services: readonly Pick<Service, "name" | "secrets">[]): string[] {
  const ids = services.flatMap((service) =>
    service.secrets
      .filter(({ givenBy }) => givenBy !== undefined)
      .map((secret) => secretId(service, secret)),
  );
  return [...new Set(ids)];
}

/** Each service with what was given, and without what needs the rest. */
export function withGiven(
  services: readonly Service[],
  versions: Readonly<Record<string, number>>,
): Service[] {
  const given = givenIds(services);
  return services.map((service) => {
    const isGiven = (secret: ServiceSecret) => given.includes(secretId(service, secret));
    const isMissing = (secret: ServiceSecret) =>
      isGiven(secret) && versions[secretId(service, secret)] === undefined;
    if (!service.secrets.some(isGiven)) return service;
    const missing = service.secrets.filter(isMissing).map((secret) => missingOf(service, secret));
    const left = missing.flatMap(({ variables }) => variables);
    return {
      ...service,
      secrets: service.secrets
        .filter((secret) => !isMissing(secret))
        .map((secret) => {
          const version = isGiven(secret) ? versions[secretId(service, secret)] : undefined;
          return version === undefined ? secret : { ...secret, version };
        }),
      missing,
      env: Object.fromEntries(Object.entries(service.env).filter(([key]) => !left.includes(key))),
    };
  });
}

function missingOf(service: Service, secret: ServiceSecret): MissingSecret {
  const { name } = secret;
  const variables = Object.entries(service.env)
    .filter(([, value]) => (value as { secretFile?: string }).secretFile === name)
    .map(([key]) => key);
  return { name, id: secretId(service, secret), variables };
}
