/** What a row says of the services that it connects to. */
import type { Service } from "./resolve.ts";
import type { PostgresData } from "./types.ts";

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
export function needsOf({
  env,
  connects = [],
  data,
  dependsOn,
  vault,
}: Pick<Service, "env" | "connects" | "data" | "dependsOn" | "vault">): Need[] {
  const endpoints = Object.values(env).flatMap((value) =>
    typeof value === "object" && "endpoint" in value
      ? [{ service: value.endpoint, purpose: value.purpose }]
      : [],
  );
  const subscriptions = data?.engine === "postgres" ? (data.subscriptions ?? []) : [];
  const named: Need[] = [
    ...endpoints,
    ...connects,
    ...subscriptions.map(({ primary }) => ({ service: primary })),
    ...(vault ? [VAULT] : []),
  ];
  const others = dependsOn.filter((name) => !named.some(({ service }) => service === name));
  const needs: Need[] = [...named, ...others.map((service) => ({ service }))];
  return [
    ...new Map(needs.map((need) => [`${need.service} ${need.purpose ?? ""}`, need])).values(),
  ];
}

/** `service/secret` of everybody who logs in to a PostgreSQL. */
export function loginSecrets({ firstUser, logins = [] }: PostgresData): string[] {
  return [firstUser, ...logins.map(({ secret }) => secret)];
}

/** Whether a service asks all others for their metrics. */
export function scrapes({ config }: Pick<Service, "config">): boolean {
  return config?.files.includes("prometheus.yml") ?? false;
}

/** Whether it is asked. */
export function isExporter({ name }: { name: string }): boolean {
  return name.endsWith("-exporter");
}
