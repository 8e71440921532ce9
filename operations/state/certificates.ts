/** When the certificates of services end, from the outputs of their stacks. */
import { z } from "zod";
import { certificateId } from "../../src/rules/rotation.ts";
import type { StateDocument } from "./state-document.ts";
import { withRotations } from "./versions.ts";

/** By service: ISO 8601. */
export type CertificateEnds = Readonly<Record<string, string>>;

const endsSchema = z.record(z.string(), z.iso.datetime());

/** Days: at the latest two months before its end an update renews it. */
const RENEW_BEFORE = 60;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Reads a stack's output `certificates`; empty for a stack without certificates, or never deployed. */
export function parseCertificateEnds(output: unknown): CertificateEnds {
  return endsSchema.safeParse(output).data ?? {};
}

/** Services whose certificates end soon. */
export function endingSoon(ends: CertificateEnds, now: Date): string[] {
  const limit = now.getTime() + RENEW_BEFORE * DAY_MS;
  return Object.entries(ends)
    .filter(([, end]) => Date.parse(end) < limit)
    .map(([service]) => service);
}

/** The same state, in which the certificates of these services are to be renewed. */
export function withNewCertificates(
  state: StateDocument,
  services: readonly string[],
): StateDocument {
  return withRotations(state, services.map(certificateId));
}
