import type { Behaviour, Sample, Series } from "../behaviour.ts";

const target = {
  ...{ job: "vault", service: "vault", family: "secrets", availability: "24/7" },
};
const none = { perMinute: 0 };

/** Requests and responses that could not be written down. */
const failures = (request: Sample, response: Sample): Series[] => [
  { metric: "vault_audit_log_request_failure", well: none, ill: request },
  { metric: "vault_audit_log_response_failure", well: none, ill: response },
];

const leases = (ill: Sample): Series[] => [{ metric: "vault_expire_num_leases", well: 100, ill }];

export const vault: Record<string, Behaviour> = {
  VaultAuditFails: {
    target,
    series: failures({ perMinute: 1 }, none),
    summary: "vault on thanos cannot write its audit log and refuses requests",
    lasts: 9,
    told: { "a response": failures(none, { perMinute: 1 }) },
  },
  VaultLeasesGrow: {
    target,
    series: leases(601),
    summary: "vault on thanos has 501 leases more than it had within the hour",
    silent: { "as many as may be": leases(600), "a loss": leases(0) },
  },
};
