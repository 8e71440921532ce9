/** On oracle1: one bad resource for each rule about single resources. */
import { local } from "@pulumi/command";
import { Container, Network, Provider } from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import { Host } from "../../../../src/components/host.ts";

export function onOracle1(): void {
  const { provider } = new Host("oracle1", {
    dockerHost: "ssh://oracle1",
    prefix: "bev_",
    subnetBase: 16,
    zones: ["app"],
    reservedPorts: [],
    disabledServices: [],
  });
  declareGpu(provider);
  declareElsewhere(provider);
  declareExposed(provider);
  declareVault();
}

function declareGpu(provider: Provider): void {
  const image = "redis:8.0-bookworm";
  const name = "knowledge-evolution";
  const facts = { service: name, node: "oracle1", family: "gpu-ai", gpuUnits: 2 };
  const parent = new Component("bev:ai:GpuService", name, facts);
  new Container(name, { name, image, gpus: "all" }, { provider, parent });
  new Container("redis", { name: "redis", image, gpus: "all" }, { provider });
}

function declareElsewhere(provider: Provider): void {
  const elsewhere = new Provider("elsewhere", { host: "ssh://thanos" });
  const image = "redis:8.0-bookworm";
  new Container("moved", { name: "moved", image }, { provider: elsewhere });
  new local.Command("peers", {
    create: "true",
    environment: { BEV_TARGET: "/opt/bev/consul/1" },
    stdin: Buffer.from("peer starlord").toString("base64"),
  });
  new pulumi.ComponentResource("acme:index:Cluster", "cluster");
  new Network(
    "lan",
    { name: "lan", driver: "macvlan", ipamConfigs: [{ subnet: "192.168.1.0/24" }] },
    { provider },
  );
}

function declareExposed(provider: Provider): void {
  new Container(
    "raw",
    {
      name: "raw",
      image: "unheard-of:1.0",
      envs: ["VAULT=http://100.122.12.54:8201"],
      networkMode: "host",
      ports: [{ internal: 80, external: 8099, ip: "0.0.0.0" }],
    },
    { provider },
  );
}

function declareVault(): void {
  const provider = new vault.Provider("open", {
    address: "http://oracle1:8200",
    token: "x",
    skipTlsVerify: true,
  });
  const inVault = { provider };
  new vault.Mount("kv", { type: "kv-v2", path: "secret" }, inVault);
  const day = 86400;
  new vault.Mount(
    "leases",
    { type: "database", path: "database", maxLeaseTtlSeconds: day },
    inVault,
  );
  const policy =
    'path "*" { capabilities = ["read"] }\n' +
    'path "sys/policies/acl/*" { capabilities = ["update", "sudo"] }\n' +
    'path "secret/app/*" { capabilities = ["read"] }';
  new vault.Policy("wide", { name: "wide-policy", policy }, inVault);
  new vault.approle.AuthBackendRole(
    "endless",
    {
      roleName: "endless",
      tokenPolicies: ["admin-policy"],
      tokenPeriod: 3600,
      tokenBoundCidrs: ["10.0.0.0/8"],
    },
    inVault,
  );
  const role = { backend: "database", dbName: "postgres", creationStatements: ["SELECT 1"] };
  new vault.database.SecretBackendRole(
    "lasting",
    { name: "lasting", ...role, defaultTtl: day },
    inVault,
  );
  const options = { file_path: "/vault/logs/audit.log", log_raw: "true" };
  new vault.Audit("plain", { type: "file", options }, inVault);
  new vault.pkisecret.SecretBackendConfigUrls("unread", { backend: "pki" }, inVault);
}

/** Says of itself what a component of the product says. */
class Component extends pulumi.ComponentResource {
  constructor(type: string, name: string, facts: pulumi.Inputs) {
    super(type, name, facts);
    this.registerOutputs(facts);
  }
}
