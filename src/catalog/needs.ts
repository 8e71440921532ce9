/** What a row says of the services that it connects to. */
import type { Service } from "./resolve.ts";
import type { Reference } from "../rules/endpoints.ts";
import type { DataObjects } from "./types.ts";

/** What it says of another service, by where it says so; its order of start and Vault are not among them. */
export function referencesOf({
  env,
  connects = [],
  primaries = [],
  data,
}: Pick<Service, "env" | "connects" | "primaries" | "data">): Reference[] {
  const subscriptions = data?.engine === "postgres" ? (data.subscriptions ?? []) : [];
  return [
    ...Object.entries(env).flatMap(([name, value]) =>
      typeof value === "object" && "endpoint" in value
        ? [{ at: `env/${name}`, service: value.endpoint, purpose: value.purpose }]
        : [],
    ),
    ...connects.map((one, index) => ({ at: `connects/${String(index)}`, ...one })),
    ...primaries.map((service, index) => ({ at: `primaries/${String(index)}`, service })),
    ...subscriptions.map(({ primary }, index) => ({
      ...{ at: `data/subscriptions/${String(index)}/primary`, service: primary },
    })),
  ];
}

export interface Need {
  service: string;
  /** Purpose of the port; undefined: the first port. */
  purpose?: string | undefined;
}

/** What every service that asks Vault for something needs. */
export const VAULT = { service: "vault", purpose: "http" };

/**
 * Each service once for every port: those whose address it is given, those that it finds by itself,
 * and of the others that it depends on, the first port.
 */
export function needsOf(
  service: Pick<Service, "env" | "connects" | "primaries" | "data" | "dependsOn" | "vault">,
): Need[] {
  const { dependsOn, vault } = service;
  const references = referencesOf(service).map(({ service: name, purpose }) => ({
    ...{ service: name, purpose },
  }));
  const named: Need[] = [...references, ...(vault ? [VAULT] : [])];
  const others = dependsOn.filter((name) => !named.some((one) => one.service === name));
  const needs: Need[] = [...named, ...others.map((other) => ({ service: other }))];
  return [
    ...new Map(needs.map((need) => [`${need.service} ${need.purpose ?? ""}`, need])).values(),
  ];
}

/** What a server keeps of a password, so that it can check a login and nobody can make one of it. */
export type VerifierKind = "scram" | "htpasswd";

/** `service/secret` of everybody who logs in with a password that the server has the verifier of. */
export function loginSecrets(data: DataObjects | undefined): string[] {
  if (data?.engine === "postgres") return [data.firstUser, ...otherLogins(data)];
  return otherLogins(data);
}

/** Those of them that are another service's. */
export function otherLogins(data: DataObjects | undefined): string[] {
  return data && "logins" in data ? (data.logins ?? []).map(({ secret }) => secret) : [];
}

export function verifierKindOf({ engine }: DataObjects): VerifierKind {
  return engine === "backup-store" ? "htpasswd" : "scram";
}
