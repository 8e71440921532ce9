import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import { containerKeepsItsNames } from "./container-keeps-its-names.ts";

const FIX = "remove it; a service is reached under its own name";

function refused(at: string, wanted: string, found: string, of = "redis"): string[] {
  return [`thanos/${of}/${at}: must be ${wanted}, got ${found}; ${FIX}`];
}

function joined(network: Record<string, unknown>, name = "redis") {
  return container({ networksAdvanced: [{ name: "bev_data_v1", ...network }] }, { name });
}

const OWN = 'its service\'s name, "redis"';
const NAME = '"bev_redis", with a hash or without';
const ALIASES = "networksAdvanced/0/aliases";

describeRule(containerKeepsItsNames, {
  complies: {
    "its service's alias": joined({ aliases: ["redis"] }),
    "a second instance under its service's name": joined({ aliases: ["redis"] }, "redis-2"),
    "its own name, with a hash or without": [
      container({ name: "bev_redis" }),
      container({ name: "bev_redis_0a1b2c3d" }),
    ],
  },
  violates: {
    "an address of its own for a platform's name": {
      given: container({ hosts: [{ host: "vault", ip: "10.0.0.1" }] }),
      says: refused("hosts", "absent", '[{"host":"vault","ip":"10.0.0.1"}]'),
    },
  },
  absent: { nothing: container({}) },
  null: {
    "null for all": container({ dns: null, hosts: null, networksAdvanced: null, domainname: null }),
  },
  unknown: {
    "a computed alias": {
      given: joined({ aliases: [UNKNOWN] }),
      says: unknownAt("thanos/redis/networksAdvanced/0/aliases/0"),
    },
  },
  "wrong case": {
    "its name in capitals, which Docker's resolver takes for another": {
      given: joined({ aliases: ["REDIS"] }),
      says: refused(ALIASES, OWN, '"REDIS"'),
    },
  },
  boundary: {
    "empty lists": container({ dns: [], dnsOpts: [], dnsSearches: [], hosts: [], domainname: "" }),
  },
  evasion: {
    "a resolver, its options, its domains, a domain": {
      given: container({
        dns: ["10.0.0.1"],
        dnsOpts: ["ndots:0"],
        dnsSearches: ["evil.example"],
        domainname: "evil.example",
      }),
      says: [
        ...refused("dns", "absent", '["10.0.0.1"]'),
        ...refused("dnsOpts", "absent", '["ndots:0"]'),
        ...refused("dnsSearches", "absent", '["evil.example"]'),
        ...refused("domainname", "absent", '"evil.example"'),
      ],
    },
    "a platform's name in another spelling": {
      given: container({ hosts: [{ host: "VAULT.", ip: "::1" }] }),
      says: refused("hosts", "absent", '[{"host":"VAULT.","ip":"::1"}]'),
    },
    "another service's alias beside its own": {
      given: joined({ aliases: ["redis", "vault"] }),
      says: refused(ALIASES, OWN, '"vault"'),
    },
    "an alias that only begins as its name": {
      given: joined({ aliases: ["redis-exporter"] }),
      says: refused(ALIASES, OWN, '"redis-exporter"'),
    },
    "a container under another service's name": {
      given: [container({ name: "vault" }), container({ name: "bev_vault" })],
      says: [...refused("name", NAME, '"vault"'), ...refused("name", NAME, '"bev_vault"')],
    },
    "an address that another container has": {
      given: joined({ ipv4Address: "172.30.0.2", linkLocalIps: ["169.254.0.1"] }),
      says: [
        ...refused("networksAdvanced/0/ipv4Address", "absent", '"172.30.0.2"'),
        ...refused("networksAdvanced/0/linkLocalIps", "absent", '["169.254.0.1"]'),
      ],
    },
  },
});
