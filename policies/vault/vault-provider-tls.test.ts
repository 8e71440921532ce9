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

describeRule(vaultProviderTls, {
  complies: {
    "TLS, checked": provider({ address: ADDRESS }),
    "the check asked for in words": provider({ address: ADDRESS, skipTlsVerify: "false" }),
  },
  violates: {
    "in plain": {
      given: provider({ address: "http://100.96.197.84:8200" }),
      says: [address('"http://100.96.197.84:8200"')],
    },
  },
  absent: { "whatever the environment says": { given: provider({}), says: address("nothing") } },
  null: {
    "null for both": {
      given: provider({ address: null, skipTlsVerify: null }),
      says: address("null"),
    },
  },
  unknown: {
    "a computed address": {
      given: provider({ address: UNKNOWN }),
      says: "thanos/vault/address: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "the scheme in capitals": {
      given: provider({ address: "HTTPS://vault" }),
      says: [address('"HTTPS://vault"')],
    },
  },
  boundary: {
    "a scheme without a host": {
      given: provider({ address: "https://" }),
      says: [address('"https://"')],
    },
  },
  evasion: {
    "nobody checked": {
      given: provider({ address: ADDRESS, skipTlsVerify: true }),
      says: skip("true"),
    },
    "nobody checked, as a provider hears it": {
      given: provider({ address: ADDRESS, skipTlsVerify: "true" }),
      says: skip('"true"'),
    },
    "in plain to this machine": {
      given: provider({ address: "http://127.0.0.1:8200" }),
      says: [address('"http://127.0.0.1:8200"')],
    },
    "a host behind a user": {
      given: provider({ address: "https://x@vault" }),
      says: [address('"https://x@vault"')],
    },
  },
});
