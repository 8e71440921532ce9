import {
  component,
  container,
  describeRule,
  UNKNOWN,
  unknownAt,
} from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { VOLUME } from "../../src/lib/resources.ts";
import { containerMountsItsOwn } from "./container-mounts-its-own.ts";

const SERVICE = "bev:service:Service";
const CONFIG = "0f".repeat(32);

/** A service's component with its volume `data`, its secrets and a container with these mounts. */
function service(name: string, mounts?: unknown, instance = name): Planned[] {
  const parent = `${SERVICE}::${instance}`;
  const prefix = `bev_${instance.replaceAll("-", "_")}`;
  const secrets = `${instance}-secrets`;
  return [
    component({ service: name, family: "database" }, { name: instance }),
    volume(`${instance}-data`, `${prefix}_data`, parent),
    { type: "bev:service:SecretFiles", name: secrets, inputs: {}, host: null, parent },
    volume(`${secrets}-volume`, `${prefix}_secrets`, `bev:service:SecretFiles::${secrets}`),
    container({ mounts }, { name: instance, parent }),
  ];
}

function volume(name: string, volumeName: unknown, parent?: string): Planned {
  return { type: VOLUME, name, inputs: { name: volumeName }, ...(parent && { parent }) };
}

/** What the host declares between the agent and a service. */
const handover = volume("redis-vault", "bev_redis_vault");

function stack(...resources: Planned[]): Planned[] {
  return [root({}), ...resources];
}

function root(inputs: Record<string, unknown>): Planned {
  return { type: "pulumi:pulumi:Stack", name: "bev-thanos", inputs, host: null };
}

function mount(...sources: unknown[]): object[] {
  return sources.map((source) => ({ type: "volume", source, target: "/data" }));
}

function bind(source: string): object[] {
  return [{ type: "bind", source, target: "/etc/x", readOnly: true }];
}

const OWN = "bev_redis_data, bev_redis_secrets";
const FIX = "mount what the service's own component declares";

function refused(found: string, { own = OWN, of = "redis", index = 0 } = {}): string[] {
  const at = `thanos/${of}/mounts/${String(index)}/source`;
  return [`${at}: must be a volume of its own service (${own}), got ${found}; ${FIX}`];
}

function notItsFolder(found: string, of = "redis"): string[] {
  return [
    `thanos/redis/mounts/0/source: must be a folder below /var/lib/bev/${of}, its service's, got "${found}"; ${FIX}`,
  ];
}

describeRule(containerMountsItsOwn, {
  complies: {
    "its own data, secrets and configuration": stack(
      ...service("redis", [
        ...mount("bev_redis_data", "bev_redis_secrets"),
        ...bind(`/var/lib/bev/redis/${CONFIG}`),
      ]),
    ),
    "a handover, on both its ends": stack(
      handover,
      ...service("redis", mount("bev_redis_vault")),
      ...service("vault-agent", mount("bev_vault_agent_data", "bev_redis_vault")),
    ),
    "a second instance: its own volumes, its service's configuration": stack(
      ...service(
        "redis",
        [...mount("bev_redis_2_data"), ...bind(`/var/lib/bev/redis/${CONFIG}`)],
        "redis-2",
      ),
    ),
    "a volume of the former version that it is held back on": [
      root({ run: { held: { redis: { container: { mounts: mount("bev_redis_old") } } } } }),
      ...service("redis", mount("bev_redis_old")),
    ],
  },
  violates: {
    "another service's volume": {
      given: stack(...service("vault"), ...service("redis", mount("bev_vault_data"))),
      says: refused('"bev_vault_data"'),
    },
  },
  absent: { "no mounts": stack(...service("redis")) },
  null: { null: stack(...service("redis", null)) },
  unknown: {
    "a computed volume": {
      given: stack(...service("redis", mount(UNKNOWN))),
      says: unknownAt("thanos/redis/mounts/0/source"),
    },
    "a volume with a computed name": {
      given: stack(...service("redis"), volume("x", UNKNOWN)),
      says: unknownAt("thanos/x/name"),
    },
  },
  "wrong case": {
    "its own volume in capitals, which is another": {
      given: stack(...service("redis", mount("BEV_redis_data"))),
      says: refused('"BEV_redis_data"'),
    },
  },
  boundary: {
    "a volume without a name, which another rule refuses, and a folder in memory": stack(
      ...service("redis", [...mount("", null), { type: "tmpfs", target: "/x" }]),
    ),
    "a volume that nobody declares": {
      given: stack(...service("redis", mount("bev_redis_extra"))),
      says: refused('"bev_redis_extra"'),
    },
  },
  evasion: {
    "a service whose name begins as its own": {
      given: stack(
        ...service("redis-exporter"),
        ...service("redis", mount("bev_redis_exporter_data", "bev_redis_exporter_secrets")),
      ),
      says: [
        ...refused('"bev_redis_exporter_data"'),
        ...refused('"bev_redis_exporter_secrets"', { index: 1 }),
      ],
    },
    "another service's secrets and handover": {
      given: stack(
        handover,
        ...service("redis"),
        ...service("neo4j", mount("bev_redis_secrets", "bev_redis_vault")),
      ),
      says: [0, 1].flatMap((index) =>
        refused(`"bev_redis_${index === 0 ? "secrets" : "vault"}"`, {
          own: "bev_neo4j_data, bev_neo4j_secrets",
          of: "neo4j",
          index,
        }),
      ),
    },
    "another instance's volume": {
      given: stack(...service("redis"), ...service("redis", mount("bev_redis_data"), "redis-2")),
      says: refused('"bev_redis_data"', {
        own: "bev_redis_2_data, bev_redis_2_secrets",
        of: "redis-2",
      }),
    },
    "a container beside the components, with another's label": {
      given: stack(
        ...service("vault"),
        container(
          { labels: [{ label: "bev.service", value: "vault" }], mounts: mount("bev_vault_data") },
          { name: "redis" },
        ),
      ),
      says: refused('"bev_vault_data"', { own: "it has none", of: "vault" }),
    },
    "volumes and folders of a container beside the components": {
      given: stack(
        container({ mounts: [...mount("bev_x"), ...bind("/var/lib/bev/redis/x")] }, { name: "a" }),
      ),
      says: [
        ...refused('"bev_x"', { own: "it has none", of: "a" }),
        `thanos/a/mounts/1/source: must be a folder below /var/lib/bev/, its service's, got "/var/lib/bev/redis/x"; ${FIX}`,
      ],
    },
    "the handover of a component that is no service, with the agent's name": {
      given: stack(
        handover,
        component({}, { type: "bev:x:X", name: "vault-agent" }),
        container(
          { mounts: mount("bev_redis_vault") },
          { name: "vault-agent", parent: "bev:x:X::vault-agent" },
        ),
      ),
      says: refused('"bev_redis_vault"', { own: "it has none", of: "vault-agent" }),
    },
    "a volume of a service that declares none": {
      given: stack(
        component({ service: "vault-agent", family: "database" }, { name: "vault-agent" }),
        container(
          { mounts: mount("bev_x") },
          { name: "vault-agent", parent: `${SERVICE}::vault-agent` },
        ),
      ),
      says: refused('"bev_x"', { own: "it has none", of: "vault-agent" }),
    },
    "the configuration of others, or all of it": {
      given: stack(...service("redis", [...bind(`/var/lib/bev/vault/${CONFIG}`)])),
      says: notItsFolder(`/var/lib/bev/vault/${CONFIG}`),
    },
    "a way out of its own folder": {
      given: stack(...service("redis", bind("/var/lib/bev/redis/../vault/x"))),
      says: notItsFolder("/var/lib/bev/redis/../vault/x"),
    },
    "what a run record says of a volume that another service has": {
      given: [
        root({ run: { held: { redis: { container: { mounts: mount("bev_vault_data") } } } } }),
        ...service("vault"),
        ...service("redis", mount("bev_vault_data")),
      ],
      says: refused('"bev_vault_data"'),
    },
  },
});
