import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { productionSite } from "../kit/site.ts";
import { containerMountsSafe } from "./container-mounts-safe.ts";

const CONFIG = {
  type: "bind",
  source: "/var/lib/bev/redis/abc",
  target: "/etc/redis",
  readOnly: true,
};
const fix = "use a named volume, or deliver files with deliverConfig";

function bind(changes: Record<string, unknown>): Planned {
  return container({ mounts: [{ ...CONFIG, ...changes }] });
}

function refused(at: string, wanted: string, found: string): string[] {
  return [`thanos/redis/${at}: must be ${wanted}, got ${found}; ${fix}`];
}

function outside(found: string): string[] {
  return refused("mounts/0/source", "a folder below /var/lib/bev", found);
}

const target = {
  thanos: {
    host: "unix:///var/run/docker.sock",
    address: "127.0.0.1",
    architecture: "amd64",
    capacity: { memory: 1, cpu: 1, gpu: 0 },
    dataRoot: "/home/me/bev/.bev/local/data/thanos",
  },
};

describeRule(containerMountsSafe, {
  complies: {
    "configuration, read-only": bind({}),
    "a volume and a tmpfs": container({
      mounts: [{ type: "volume", source: "data" }, { type: "tmpfs" }],
    }),
    "configuration where a target has it": {
      given: bind({ source: "/home/me/bev/.bev/local/data/thanos/redis/abc" }),
      site: target,
      says: [],
    },
    "what is the Engine's default, said in words": [
      bind({ bindOptions: { propagation: "private" } }),
      bind({ bindOptions: { propagation: "rprivate" } }),
      container({
        mounts: [{ type: "volume", source: "a", volumeOptions: { driverName: "local" } }],
      }),
    ],
  },
  violates: {
    "the Engine's socket": {
      given: bind({ source: "/var/run/docker.sock" }),
      says: outside('"/var/run/docker.sock"'),
    },
  },
  absent: {
    "no mounts": container({}),
    "a mount without a type": {
      given: bind({ type: undefined }),
      says: refused("mounts/0/type", '"bind", "volume" or "tmpfs"', "nothing"),
    },
    "a bind of nothing": {
      given: bind({ source: undefined }),
      says: refused("mounts/0/source", "a folder below /var/lib/bev", "nothing"),
    },
  },
  null: { "null for both": container({ mounts: null, volumes: null }) },
  unknown: {
    "a computed folder": {
      given: bind({ source: UNKNOWN }),
      says: "thanos/redis/mounts/0/source: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "a type in capitals": {
      given: bind({ type: "BIND", source: "/" }),
      says: refused("mounts/0/type", '"bind", "volume" or "tmpfs"', '"BIND"'),
    },
  },
  boundary: {
    "the root of all configuration": {
      given: bind({ source: "/var/lib/bev" }),
      says: outside('"/var/lib/bev"'),
    },
    "a folder that only begins like it": {
      given: bind({ source: "/var/lib/bev-old/redis" }),
      says: outside('"/var/lib/bev-old/redis"'),
    },
    "configuration that it may write": {
      given: bind({ readOnly: false }),
      says: refused("mounts/0/readOnly", "true", "false"),
    },
  },
  evasion: {
    "the folder of the socket": { given: bind({ source: "/run" }), says: outside('"/run"') },
    "a way out of the data root": {
      given: bind({ source: "/var/lib/bev/../../../etc" }),
      says: outside('"/var/lib/bev/../../../etc"'),
    },
    "a folder below a folder of the system, writable": {
      given: bind({ source: "/etc/ssl", readOnly: null }),
      says: [...outside('"/etc/ssl"'), ...refused("mounts/0/readOnly", "true", "null")],
    },
    "the older argument": {
      given: container({ volumes: [{ hostPath: "/etc", containerPath: "/x", readOnly: true }] }),
      says:
        'thanos/redis/volumes/0: must be absent, got {"hostPath":"/etc","containerPath":"/x","readOnly":true}; ' +
        "say it in mounts",
    },
    "the volumes of another container": {
      given: container({ volumes: [{ fromContainer: "bev_vault" }] }),
      says: 'thanos/redis/volumes/0: must be absent, got {"fromContainer":"bev_vault"}; say it in mounts',
    },
    "mounts that spread to the host": {
      given: bind({ bindOptions: { propagation: "rshared" } }),
      says: refused("mounts/0/bindOptions/propagation", 'absent or "rprivate"', '"rshared"'),
    },
    "a volume whose driver binds a folder": {
      given: container({
        mounts: [
          { type: "volume", source: "x", volumeOptions: { driverOptions: { device: "/etc" } } },
        ],
      }),
      says: refused("mounts/0/volumeOptions/driverOptions/device", "absent", '"/etc"'),
    },
    "a volume of another driver": {
      given: container({
        mounts: [{ type: "volume", source: "x", volumeOptions: { driverName: "nfs" } }],
      }),
      says: refused("mounts/0/volumeOptions/driverName", 'absent or "local"', '"nfs"'),
    },
    "a target's folder in production": {
      given: bind({ source: "/home/me/bev/.bev/local/data/thanos/redis/abc" }),
      site: productionSite,
      says: outside('"/home/me/bev/.bev/local/data/thanos/redis/abc"'),
    },
  },
});
