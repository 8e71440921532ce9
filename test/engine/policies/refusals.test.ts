/**
 * The packs alone, through the real CLI: a program of bad resources is previewed once for each stack,
 * and every rule of placement, capacity, network and Vault says so.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { rmSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { packs } from "../../../policies/rules.ts";
import { root, succeeded, TestProject } from "../../kit/engine.ts";

const project = new TestProject("");
project.write(
  "Pulumi.yaml",
  stringify({
    name: "bev",
    main: path.join(import.meta.dirname, "refused", "index.ts"),
    runtime: { name: "nodejs", options: { typescript: false } },
  }),
);
afterAll(() => rmSync(project.directory, { recursive: true, force: true }));

/** Each violation that a preview reports: `rule: message`. */
async function violations(stack: string): Promise<string[]> {
  await succeeded(project.pulumi("stack", "init", stack));
  const pack = path.join(root, "policies");
  const { code, output } = await project.pulumi(
    ...["preview", "--stack", stack, "--policy-pack", pack, "--color=never"],
  );
  if (code === 0) throw new Error(`nothing was refused\n${output}`);
  const reported = /^Policies:\n(.*?)\n\n/ms.exec(output)?.[1] ?? output;
  // Rule, description, message: a line each.
  return [
    ...reported.matchAll(/^ +- \[mandatory\] \[severity: \w+\] +(\S+) .*\n.*\n +(.*)$/gm),
  ].map(([, rule, message]) => `${rule ?? ""}: ${message ?? ""}`);
}

const found: string[] = [];

describe("resources on oracle1", () => {
  let reported: string[];
  beforeAll(async () => {
    reported = await violations("oracle1");
    found.push(...reported);
  });

  it.each([
    [
      "a component of a GPU service on oracle1",
      'component-gpu-on-gpu-node: oracle1/knowledge-evolution/node: must be "thanos", the only node with a GPU, got "oracle1"; declare the service on a node with a GPU',
    ],
    [
      "its container",
      'container-gpu-on-gpu-node: oracle1/knowledge-evolution/gpus: must be absent on "oracle1", only "thanos" has a GPU, got "all"; remove it, or declare the service on a node with a GPU',
    ],
    [
      "its family",
      'family-on-its-node: oracle1/knowledge-evolution/family: must be a family of "oracle1", got "gpu-ai", of thanos; declare the service on one of them, or add the family to the node in src/catalog/nodes.ts and policies/kit/site.ts',
    ],
    [
      "gpus of a Redis container",
      'container-gpu-on-gpu-node: oracle1/redis/gpus: must be absent on "oracle1", only "thanos" has a GPU, got "all"; remove it, or declare the service on a node with a GPU',
    ],
    [
      "a second provider for another host",
      'resource-on-own-engine: oracle1/elsewhere/host: must be "ssh://oracle1", the Engine of oracle1, got "ssh://thanos"; use the provider of the stack\'s Host component',
    ],
    [
      "a container with it",
      'resource-on-own-engine: oracle1/moved/provider/host: must be "ssh://oracle1", the Engine of oracle1, got "ssh://thanos"; use the provider of the stack\'s Host component',
    ],
    [
      "an image that no lock knows",
      'image-built-for-node: oracle1/raw/image: must be in the image lock, "unheard-of:1.0" is not; run npx bev images lock',
    ],
    [
      "a variable with starlord's address",
      'container-without-starlord: oracle1/raw/envs/0: must not name "100.122.12.54", which is there on demand only; use a service of oracle1 or thanos',
    ],
    [
      "a delivered file with starlord's name",
      'configuration-without-starlord: oracle1/peers/stdin: must not name "starlord", which is there on demand only; use a service of oracle1 or thanos',
    ],
    [
      "a kind of resource that no rule knows",
      'known-resource-type: oracle1/cluster/type: must be one of a known kind, got "acme:index:Cluster"; use a Container, or add the kind to src/rules/known-types.ts together with its rules',
    ],
    [
      "a container that reserves nothing",
      "container-has-reservations: oracle1/raw/memoryReservation: must be 1 or more MiB, got nothing; set memoryReservation and cpuShares, as src/container/arguments.ts does",
    ],
    [
      "a port on every address",
      'port-bound-to-node: oracle1/raw/ports/0/ip: must be "100.96.197.84" or loopback, got "0.0.0.0"; bind it to the node\'s address, or publish nothing',
    ],
    [
      "the host's network",
      'container-in-own-namespace: oracle1/raw/networkMode: must be "bridge" or absent, got "host"; set networkMode to "bridge" and join networks with networksAdvanced',
    ],
    [
      "no network of a user",
      "container-on-user-network: oracle1/raw/networksAdvanced: must have one user network or more, has none; join the network of the service's trust zone",
    ],
    [
      "a network bare on the host's",
      'network-is-plain-bridge: oracle1/lan/driver: must be "bridge", got "macvlan"; declare it as src/components/host.ts does',
    ],
    [
      "a subnet of another plan",
      'network-has-subnet: oracle1/lan/ipamConfigs/0/subnet: must be a subnet of 172.30.0.0/16, got "192.168.1.0/24"; give it an ipamConfigs entry with a /24 of the node\'s share',
    ],
    [
      "a Vault without TLS",
      'vault-provider-tls: oracle1/open/address: must be https://host:port, got "http://oracle1:8200"; set it so',
    ],
    [
      "a Vault whose certificate nobody checks",
      'vault-provider-tls: oracle1/open/skipTlsVerify: must be absent or false, got "true"; set it so',
    ],
    [
      "a policy for everything",
      'vault-policy-bounded: oracle1/wide/policy/*: must be below a mount that it names, got "*"; only admin-policy may have it',
    ],
    [
      "a policy with sudo",
      'vault-policy-bounded: oracle1/wide/policy/sys/policies/acl/*: must be without sudo, got ["update","sudo"]; only admin-policy may have it',
    ],
    [
      "a policy that widens its holder",
      'vault-policy-bounded: oracle1/wide/policy/sys/policies/acl/*: must be without what widens its own holder, got ["update"]; grant read and list, or deny',
    ],
    [
      "a policy's path without data/",
      'vault-policy-kv-paths: oracle1/wide/policy/secret/app/*: must be below secret/data/ or secret/metadata/, got "secret/app/*"; put data/ behind the mount',
    ],
    [
      "a Vault that records secrets in plain",
      'vault-audit-hashed: oracle1/plain/options/log_raw: must be absent or false, got "true"; set it so',
    ],
    [
      "a Vault whose records nobody may be shown",
      'vault-audited: oracle1/plain/audit: must have a device that hashes secrets, has others; add an Audit of type "file"',
    ],
    [
      "a role that renews without end",
      "vault-approle-bounded: oracle1/endless/tokenPeriod: must be absent, it renews without end, got 3600; set it so",
    ],
    [
      "a role with every right",
      'vault-approle-bounded: oracle1/endless/tokenPolicies: must be without admin-policy, got ["admin-policy"]; set it so',
    ],
    [
      "a role for a whole network",
      "vault-approle-bounded: oracle1/endless/tokenBoundCidrs/0: must be a node's /32 or a network's subnet, got \"10.0.0.0/8\"; set it so",
    ],
    [
      "a login in a database for a day",
      "vault-database-role-bounded: oracle1/lasting/defaultTtl: must be 1 to 3600 seconds, got 86400; set it so",
    ],
    [
      "an engine's leases of a day",
      "vault-mount-bounded: oracle1/leases/maxLeaseTtlSeconds: must be 1 to 14400 seconds, got 86400; set it so",
    ],
    [
      "a kind of resource of Vault's that no rule knows",
      'vault-types-known: oracle1/unread/type: must be a kind that rules read, got "vault:pkiSecret/secretBackendConfigUrls:SecretBackendConfigUrls"; let the service or its node\'s agent ask Vault for it',
    ],
  ])("refuses %s", (_, message) => {
    expect(reported).toContain(message);
  });
});

it("refuses a raw container with a device request on starlord", async () => {
  expect(await violations("starlord")).toContain(
    'container-gpu-on-gpu-node: starlord/raw/deviceRequests/0: must be absent on "starlord", only "thanos" has a GPU, got {"deviceIds":["nvidia.com/gpu=0"],"driver":"cdi"}; remove it, or declare the service on a node with a GPU',
  );
});

describe("thanos as a whole", () => {
  let reported: string[];
  beforeAll(async () => {
    reported = await violations("thanos");
    found.push(...reported);
  });

  it("refuses exactly what is wrong", () => {
    const capacity = "thanos/bev-thanos/thanos/capacity";
    const lower = "lower or disable a service; the largest are";
    const second = "lower its replicas in bev:services, or remove the second one";
    const another = "give one of them another `published` port";
    const free = "give one of them a free /24 of the node's share";
    expect([...reported].sort()).toEqual([
      `instances-within-bounds: thanos/neo4j/replicas: must be 1, it is a singleton, got 2; ${second}`,
      "limits-bounded-on-node: thanos/bev-thanos/thanos/limits/memory: limits must be at most 2 x 63488 MiB, are 136192, 2.15 x; lower limits of its largest services, or disable one",
      `published-port-free: thanos/qdrant-primary/ports/0/external: 8086 must be free on thanos, is published by influxdb too; ${another}`,
      `published-port-free: thanos/zookeeper/ports/0/external: 9093 must be free on thanos, is published by alertmanager (failed over from oracle1) too; ${another}`,
      `reservations-fit-node: ${capacity}/cpu: reservations must be at most 19.2 cores (80 % of 24), are 25, 5.8 too many; ${lower} neo4j 9, neo4j-2 9, knowledge-evolution 4`,
      `reservations-fit-node: ${capacity}/gpu: reservations must be at most 8 GPU units (80 % of 10), are 9, 1 too many; ${lower} knowledge-evolution 9`,
      `reservations-fit-node: ${capacity}/memory: reservations must be at most 50790 MiB (80 % of 63488), are 68096, 17306 too many; ${lower} neo4j 32768, neo4j-2 32768, knowledge-evolution 1024`,
      "stack-without-starlord: thanos/bev-thanos/references/starlord: must not be relied on, starlord is there on demand only; remove the reference from src/catalog/nodes.ts",
      `subnets-apart: thanos/lan/ipamConfigs/0/subnet: must be apart from the other networks, 172.30.0.0/24 overlaps 172.30.0.0/24 of thanos-data; ${free}`,
    ]);
  });
});

it("has shown every rule of placement, capacity, network and Vault refuse something", () => {
  const shown = new Set(found.map((line) => line.split(":")[0]));
  const judged = ["placement", "capacity", "network", "vault"].flatMap((name) => packs[name] ?? []);
  // Those of the tailnet judge a resource's own arguments: arguments.test.ts.
  const silent = judged.map(({ name }) => name).filter((name) => !shown.has(name));
  expect(silent.filter((name) => !name.startsWith("tailnet-"))).toEqual([]);
});
