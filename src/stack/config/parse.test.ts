import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatFaults } from "../../lib/faults.ts";
import { parseConfig } from "./parse.ts";

const node = {
  host: "ssh://thanos",
  address: "100.122.12.53",
  architecture: "amd64",
  capacity: { memoryMebibytes: 63488, cores: 24, gpuUnits: 10 },
};
const valid = { registry: "registry.bev.internal", node };

function faultsOf(raw: Record<string, unknown>): string[] {
  const result = parseConfig(raw, "thanos");
  return "faults" in result ? formatFaults(result.faults).split("\n") : [];
}

it("fills in what a stack need not say", () => {
  expect(parseConfig(valid, "thanos")).toEqual({
    config: {
      ...valid,
      environment: "production",
      services: {},
      secrets: {},
      alerts: {},
      imageLock: "images.lock.json",
      dataRoot: "/var/lib/bev",
      prefix: "bev_",
      peers: {},
      elsewhere: {},
      tailnet: { operators: [], authKeys: false, isolated: [] },
      vault: { enabled: true, pgpKeys: [], shares: "~/.local/share/bev/vault" },
    },
  });
});

describe("says what is wrong, and the line that mends it", () => {
  it.each([
    [
      "a malformed address",
      { ...valid, node: { ...node, address: "100.122.12" } },
      'bev:node.address: must be an IPv4 address of the node itself, such as 100.122.12.53, got "100.122.12"; ' +
        "run pulumi config set --path bev:node.address <value> --stack thanos",
    ],
    [
      "an unknown key",
      { ...valid, regisrty: "x" },
      "bev:regisrty: must be a known key, one of environment, registry, node, services, secrets, alerts, imageLock, " +
        'dataRoot, prefix, peers, elsewhere, tailnet, vault; got "x"; run pulumi config rm bev:regisrty --stack thanos',
    ],
    [
      "an unknown member",
      { ...valid, node: { ...node, capacity: { ...node.capacity, disk: 1 } } },
      "bev:node.capacity.disk: must be a known key, one of memoryMebibytes, cores, gpuUnits; got 1; " +
        "run pulumi config rm --path bev:node.capacity.disk --stack thanos",
    ],
    [
      "an unknown choice of a service",
      { ...valid, services: { redis: { enable: true } } },
      "bev:services.redis.enable: must be a known key, one of enabled, replicas; got true; run pulumi " +
        "config rm --path bev:services.redis.enable --stack thanos",
    ],
    [
      "a missing value",
      { node },
      "bev:registry: must be a string, is missing; run pulumi config set bev:registry <value> --stack thanos",
    ],
    [
      "a value of another kind",
      { ...valid, services: { redis: { enabled: "yes" } } },
      'bev:services.redis.enabled: must be a boolean, got "yes"; run pulumi config set --path ' +
        "bev:services.redis.enabled <value> --stack thanos",
    ],
    [
      "a value that is not offered",
      { ...valid, environment: "staging" },
      'bev:environment: must be one of production, lab, got "staging"; run pulumi config set ' +
        "bev:environment <value> --stack thanos",
    ],
    [
      "what is no version of a secret",
      { ...valid, secrets: { "mailer/api-key": 0 } },
      "bev:secrets.mailer/api-key: must be a whole number of 1 or more, got 0; run pulumi config set " +
        "--path bev:secrets.mailer/api-key <value> --stack thanos",
    ],
    [
      "a receiver of an unknown kind",
      { ...valid, alerts: { ops: { kind: "pigeon", severities: ["critical"] } } },
      'bev:alerts.ops.kind: must be one of slack, email, webhook, pagerduty, sms, got "pigeon"; run pulumi ' +
        "config set --path bev:alerts.ops.kind <value> --stack thanos",
    ],
    [
      "what a receiver of that kind does not have",
      { ...valid, alerts: { ops: { kind: "sms", severities: ["critical"], url: "x" } } },
      'bev:alerts.ops.url: must be a known key, one of kind, severities, families; got "x"; run pulumi ' +
        "config rm --path bev:alerts.ops.url --stack thanos",
    ],
    [
      "what a receiver of that kind lacks",
      { ...valid, alerts: { ops: { kind: "slack", severities: [], channel: "alerts" } } },
      'bev:alerts.ops.channel: must be a channel such as #alerts, got "alerts"; run pulumi config set ' +
        "--path bev:alerts.ops.channel <value> --stack thanos",
      "bev:alerts.ops.severities: must be a list of at least one of critical, warning, info, got []; run pulumi " +
        "config set --path bev:alerts.ops.severities <value> --stack thanos",
    ],
    [
      "a host of an unknown kind",
      { ...valid, node: { ...node, host: "thanos" } },
      "bev:node.host: must be ssh://[user@]host[:port], unix:///path or tcp://host:port, got " +
        '"thanos"; run pulumi config set --path bev:node.host <value> --stack thanos',
    ],
    [
      "no capacity",
      { ...valid, node: { ...node, capacity: { ...node.capacity, cores: 0 } } },
      "bev:node.capacity.cores: must be a number above 0, got 0; run pulumi config set --path " +
        "bev:node.capacity.cores <value> --stack thanos",
    ],
  ])("%s", (_what, raw, ...messages) => {
    expect(faultsOf(raw)).toEqual(messages);
  });
});

it("reports every fault at once", () => {
  const raw = { node: { ...node, address: "x", host: "y" }, extra: 1, environment: "z" };
  expect(faultsOf(raw).map((line) => line.split(": ")[0])).toEqual([
    "bev:environment",
    "bev:registry",
    "bev:node.host",
    "bev:node.address",
    "bev:extra",
  ]);
});

it("never throws, whatever it is given", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (raw) => {
      const result = parseConfig(raw, "thanos");
      expect("faults" in result ? result.faults.length : 1).toBeGreaterThan(0);
    }),
    { numRuns: 1000 },
  );
});
