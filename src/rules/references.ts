/** What a row refers to must be there: secrets, certificates, and names that a shell may hold. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import { hasCertificate } from "./certificates.ts";
import { findService } from "./dependencies.ts";
import { serversOf } from "./primaries.ts";

interface Secret {
  name: string;
  from?: string;
  certificate?: "authority" | "certificate" | "key" | "both";
  of?: string;
}

export interface ReferringRow {
  name: string;
  node: string;
  family: string;
  env: Readonly<Record<string, unknown>>;
  secrets: readonly Secret[];
  data?: object;
  primaries?: readonly string[];
}

/** `all` holds every stack's services: a certificate may be of another node. */
export function referenceFaults(
  services: readonly ReferringRow[],
  all: readonly ReferringRow[],
): Fault[] {
  return services.flatMap((service) =>
    [
      ...sharedSecretFindings(service, services),
      ...authorityFindings(service, all),
      ...secretFileFindings(service),
      ...dataNameFindings(service),
    ].map(({ at, problem }) => ({
      path: `${service.node}/${service.name}/${at}`,
      problem,
      fix: `set it in src/catalog/${service.family}.ts`,
    })),
  );
}

interface At {
  at: string;
  problem: string;
}

/** A secret of another service is one of the same node: files are delivered by one stack. */
function sharedSecretFindings({ secrets }: ReferringRow, services: readonly ReferringRow[]): At[] {
  return secrets.flatMap(({ name, from }) => {
    if (from === undefined) return [];
    const [owner = "", secret = ""] = from.split("/");
    const found = services.find((one) => one.name === owner);
    if (found?.secrets.some((one) => one.name === secret)) return [];
    return [
      {
        at: `secrets/${name}/from`,
        problem: `must be a secret of the same node, got ${shown(from)}`,
      },
    ];
  });
}

function authorityFindings(service: ReferringRow, all: readonly ReferringRow[]): At[] {
  return service.secrets.flatMap(({ name, certificate, of = service.name }) => {
    if (certificate !== "authority") return [];
    const server = findService(all, service, of);
    if (server && serversOf(server, all).every((one) => hasCertificate(one))) return [];
    return [
      {
        at: `secrets/${name}/of`,
        problem: `must be a service with a certificate, got ${shown(of)}`,
      },
    ];
  });
}

function secretFileFindings({ env, secrets }: ReferringRow): At[] {
  return Object.entries(env).flatMap(([key, value]) => {
    const file = (value as { secretFile?: string } | null)?.secretFile;
    if (file === undefined || secrets.some(({ name }) => name === file)) return [];
    return [{ at: `env/${key}`, problem: `must be a file of its own secrets, got ${shown(file)}` }];
  });
}

/** Scripts hold these names without quotes. */
const PLAIN = /^[\w./-]+$/;

function dataNameFindings({ data }: ReferringRow): At[] {
  return textsOf(data).flatMap((text) =>
    PLAIN.test(text)
      ? []
      : [{ at: "data", problem: `must be letters, digits and . / _ -, got ${shown(text)}` }],
  );
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
