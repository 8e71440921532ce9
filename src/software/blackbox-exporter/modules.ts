/** What the blackbox exporter asks, and by which of its modules. */
import type { Service } from "../../catalog/resolve.ts";
import { SECRETS_PATH } from "../../lib/names.ts";
import { authoritiesOf } from "../../rules/certificates.ts";
import { findService } from "../../rules/dependencies.ts";
import { probesOf } from "../probes.ts";
import type { Probe } from "../probes.ts";
import type { ConfigContext } from "../software.ts";

/** Modules that need no authority. */
const HTTP = "http";
const TLS = "tls";

export interface Asked {
  module: string;
  service: Service;
  probe: Probe;
}

const COMMON = { preferred_ip_protocol: "ip4", ip_protocol_fallback: false };

/** Every service is asked by the module for its kind, one whose authority the row has by a module of its own. */
export function modules(exporter: Service) {
  const trusted = Object.entries(authoritiesOf(exporter)).map(([service, file]) => {
    const tls_config = { ca_file: `${SECRETS_PATH}/${file}` };
    const http = { ...COMMON, fail_if_not_ssl: true, tls_config };
    return [service, { prober: "http", timeout: "5s", http }] as const;
  });
  return {
    [HTTP]: { prober: "http", timeout: "5s", http: COMMON },
    // Clients judge a certificate; here its end is read, also of one that they would refuse.
    [TLS]: {
      prober: "tcp",
      timeout: "5s",
      tcp: { ...COMMON, tls: true, tls_config: { insecure_skip_verify: true } },
    },
    ...Object.fromEntries(trusted),
  };
}

/** @param services every enabled one of all stacks */
export function askedBy(
  exporter: Service,
  services: readonly Service[],
  softwareOf: ConfigContext["softwareOf"],
): Asked[] {
  const trusted = Object.keys(authoritiesOf(exporter)).map((of) =>
    findService(services, exporter, of),
  );
  return services.flatMap((service) => {
    const probes = probesOf(service, softwareOf(service)).filter(
      ({ path, tls }) => path === undefined || !tls || trusted.includes(service),
    );
    return probes
      .filter((one) => !probes.some((other) => isWithin(one, other)))
      .map((probe) => ({ service, probe, module: moduleFor(service, probe) }));
  });
}

/** What asks over TLS is shown the certificate too. */
function isWithin(one: Probe, other: Probe): boolean {
  return one !== other && one.path === undefined && other.tls && other.port === one.port;
}

function moduleFor({ name }: Service, { path, tls }: Probe): string {
  if (path === undefined) return TLS;
  return tls ? name : HTTP;
}
