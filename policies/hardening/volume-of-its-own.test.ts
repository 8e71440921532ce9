import { describeRule, UNKNOWN } from "../kit/cases.ts";
import type { Planned } from "../kit/cases.ts";
import { volumeOfItsOwn } from "./volume-of-its-own.ts";

function volume(inputs: Record<string, unknown>): Planned {
  return { type: "docker:index/volume:Volume", name: "data", inputs: { name: "data", ...inputs } };
}

function refused(at: string, found: string, wanted = "absent"): string {
  return `thanos/data/${at}: must be ${wanted}, got "${found}"; remove it`;
}

const LOCAL = 'absent or "local"';

describeRule(volumeOfItsOwn, [
  { kind: "complies", what: "a local volume", given: volume({ driver: "local" }), says: [] },
  {
    kind: "violates",
    what: "a folder of the host",
    given: volume({ driverOpts: { device: "/etc" } }),
    says: [refused("driverOpts/device", "/etc")],
  },
  { kind: "absent", what: "the default", given: volume({}), says: [] },
  {
    kind: "null",
    what: "null for both",
    given: volume({ driver: null, driverOpts: null }),
    says: [],
  },
  {
    kind: "null",
    what: "null for the options of a plugin",
    given: volume({ driver: "sshfs", driverOpts: null }),
    says: [refused("driver", "sshfs", LOCAL)],
  },
  {
    kind: "unknown",
    what: "a computed folder",
    given: volume({ driverOpts: { device: UNKNOWN } }),
    says: [
      "thanos/data/driverOpts/device: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "the driver in capitals, which is another",
    given: volume({ driver: "LOCAL" }),
    says: [refused("driver", "LOCAL", LOCAL)],
  },
  { kind: "boundary", what: "no options", given: volume({ driver: "", driverOpts: {} }), says: [] },
  {
    kind: "evasion",
    what: "a bind in three options",
    given: volume({ driverOpts: { type: "none", o: "bind", device: "/var/run" } }),
    says: [
      refused("driverOpts/type", "none"),
      refused("driverOpts/o", "bind"),
      refused("driverOpts/device", "/var/run"),
    ],
  },
  {
    kind: "evasion",
    what: "a share of the network",
    given: volume({ driver: "local", driverOpts: { type: "nfs" } }),
    says: [refused("driverOpts/type", "nfs")],
  },
]);
