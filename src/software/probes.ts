/** How a service is asked from outside whether it answers, and when the certificate that it shows ends. */
import type { Port, Service } from "../catalog/resolve.ts";
import { hasCertificate } from "../rules/certificates.ts";

export interface ProbeSpec {
  /** Purpose of the port. */
  purpose: string;
  path: string;
  /** Asked over TLS, by those who are given the authority. */
  tls?: true;
}

/** What a product says of it. */
interface Probed {
  probe?: ProbeSpec;
  tls?: string;
}

export interface Probe {
  port: Port;
  /** Of its GET; undefined: a connection over TLS says when the certificate ends. */
  path: string | undefined;
  tls: boolean;
}

/** How the names of Prometheus' jobs for probes begin. */
export const PROBE_JOB = "probe-";

export const DAY = 24 * 60 * 60;

/** Until a certificate ends, as a probe saw it last: one that fails since must not hide what it saw. */
export const SECONDS_LEFT = "last_over_time(probe_ssl_earliest_cert_expiry[1d]) - time()";

/** A port with metrics is asked for them. */
const SCRAPED = "metrics";

/** Of published ports alone: what is inside has its health check. */
export function probesOf(service: Service, { probe, tls }: Probed): Probe[] {
  const asked = probe ? { ...probe, port: portFor(service, probe.purpose) } : askedByRow(service);
  const shown = hasCertificate(service) ? portFor(service, tls) : undefined;
  const probes = [
    ...(asked?.port ? [{ tls: false, ...asked, port: asked.port }] : []),
    ...(shown ? [{ port: shown, path: undefined, tls: true }] : []),
  ];
  return probes.filter(({ port }) => port.external !== undefined && port.purpose !== SCRAPED);
}

function portFor({ ports }: Service, purpose: string | undefined): Port | undefined {
  return ports.find((port) => purpose !== undefined && port.purpose === purpose);
}

/** What its health check asks over HTTP, in whatever words. */
function askedByRow({
  health,
  ports,
}: Service): { port: Port | undefined; path: string } | undefined {
  const onPort = (number: number | undefined) =>
    ports.find(({ container }) => container === number);
  if (!health) return { port: ports[0], path: "/health" };
  if ("http" in health) {
    if (health.scheme === "https") return undefined;
    return { port: onPort(health.port ?? ports[0]?.container), path: health.http };
  }
  const command = health.command.join(" ");
  const [, number] = /127\.0\.0\.1[:/](\d+)/.exec(command) ?? [];
  const [, url, request] = /http:\/\/127\.0\.0\.1:\d+(\/[^\s'"]*)|GET (\/\S*)/.exec(command) ?? [];
  const path = url ?? request;
  return path === undefined ? undefined : { port: onPort(Number(number)), path };
}
