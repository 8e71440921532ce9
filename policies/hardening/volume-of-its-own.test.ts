import { describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { volumeOfItsOwn } from "./volume-of-its-own.ts";

function volume(inputs: Record<string, unknown>): Planned {
  return { type: "docker:index/volume:Volume", name: "data", inputs: { name: "data", ...inputs } };
}

function refused(at: string, found: string, wanted = "absent"): string {
  return `thanos/data/${at}: must be ${wanted}, got "${found}"; remove it`;
}

const MEMORY = "size=1m,uid=100,gid=1000,mode=2750,nosuid,nodev,noexec";

const LOCAL = 'absent or "local"';

describeRule(volumeOfItsOwn, {
  complies: {
    "a local volume": volume({ driver: "local" }),
    "a bounded folder in memory": volume({
      driver: "local",
      driverOpts: { type: "tmpfs", device: "tmpfs", o: MEMORY },
    }),
  },
  violates: {
    "a folder of the host": {
      given: volume({ driverOpts: { device: "/etc" } }),
      says: refused("driverOpts/device", "/etc"),
    },
  },
  absent: { "the default": volume({}) },
  null: {
    "null for both": volume({ driver: null, driverOpts: null }),
    "null for the options of a plugin": {
      given: volume({ driver: "sshfs", driverOpts: null }),
      says: refused("driver", "sshfs", LOCAL),
    },
  },
  unknown: {
    "a computed folder": {
      given: volume({ driverOpts: { device: UNKNOWN } }),
      says: "thanos/data/driverOpts/device: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "the driver in capitals, which is another": {
      given: volume({ driver: "LOCAL" }),
      says: refused("driver", "LOCAL", LOCAL),
    },
  },
  boundary: { "no options": volume({ driver: "", driverOpts: {} }) },
  evasion: {
    "a bind in three options": {
      given: volume({ driverOpts: { type: "none", o: "bind", device: "/var/run" } }),
      says: [
        refused("driverOpts/type", "none"),
        refused("driverOpts/o", "bind"),
        refused("driverOpts/device", "/var/run"),
      ],
    },
    "a share of the network": {
      given: volume({ driver: "local", driverOpts: { type: "nfs" } }),
      says: refused("driverOpts/type", "nfs"),
    },
    "a folder in memory without a bound": {
      given: volume({ driverOpts: { type: "tmpfs", device: "tmpfs", o: "uid=0" } }),
      says: [
        refused("driverOpts/type", "tmpfs"),
        refused("driverOpts/device", "tmpfs"),
        refused("driverOpts/o", "uid=0"),
      ],
    },
    "a bind that says it is memory": {
      given: volume({ driverOpts: { type: "tmpfs", device: "/etc", o: `${MEMORY},bind` } }),
      says: [
        refused("driverOpts/type", "tmpfs"),
        refused("driverOpts/device", "/etc"),
        refused("driverOpts/o", `${MEMORY},bind`),
      ],
    },
    "memory with one option more": {
      given: volume({ driverOpts: { type: "tmpfs", device: "tmpfs", o: MEMORY, copy: "/etc" } }),
      says: [
        refused("driverOpts/type", "tmpfs"),
        refused("driverOpts/device", "tmpfs"),
        refused("driverOpts/o", MEMORY),
        refused("driverOpts/copy", "/etc"),
      ],
    },
  },
});
