import { describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { vaultProviderTls } from "./vault-provider-tls.ts";

const ADDRESS = "https://100.96.197.84:8200";

function provider(inputs: Record<string, unknown>): Planned {
  return { type: "pulumi:providers:vault", name: "vault", inputs, host: null };
}

function address(found: string): string {
  return `thanos/vault/address: must be https://host:port, got ${found}; set it so`;
}

function skip(found: string): string {
  return `thanos/vault/skipTlsVerify: must be absent or false, got ${found}; set it so`;
}

describeRule(vaultProviderTls, [
  { kind: "complies", what: "TLS, checked", given: provider({ address: ADDRESS }), says: [] },
  {
    kind: "complies",
    what: "the check asked for in words",
    given: provider({ address: ADDRESS, skipTlsVerify: "false" }),
    says: [],
  },
  {
    kind: "violates",
    what: "in plain",
    given: provider({ address: "http://100.96.197.84:8200" }),
    says: [address('"http://100.96.197.84:8200"')],
  },
  {
    kind: "absent",
    what: "whatever the environment says",
    given: provider({}),
    says: [address("nothing")],
  },
  {
    kind: "null",
    what: "null for both",
    given: provider({ address: null, skipTlsVerify: null }),
    says: [address("null")],
  },
  {
    kind: "unknown",
    what: "a computed address",
    given: provider({ address: UNKNOWN }),
    says: [
      "thanos/vault/address: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "the scheme in capitals",
    given: provider({ address: "HTTPS://vault" }),
    says: [address('"HTTPS://vault"')],
  },
  {
    kind: "boundary",
    what: "a scheme without a host",
    given: provider({ address: "https://" }),
    says: [address('"https://"')],
  },
  {
    kind: "evasion",
    what: "nobody checked",
    given: provider({ address: ADDRESS, skipTlsVerify: true }),
    says: [skip("true")],
  },
  {
    kind: "evasion",
    what: "nobody checked, as a provider hears it",
    given: provider({ address: ADDRESS, skipTlsVerify: "true" }),
    says: [skip('"true"')],
  },
  {
    kind: "evasion",
    what: "in plain to this machine",
    given: provider({ address: "http://127.0.0.1:8200" }),
    says: [address('"http://127.0.0.1:8200"')],
  },
  {
    kind: "evasion",
    what: "a host behind a user",
    given: provider({ address: "https://x@vault" }),
    says: [address('"https://x@vault"')],
  },
]);
