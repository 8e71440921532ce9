import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import { containerVolumesKept } from "./container-volumes-kept.ts";

const DATA = { type: "volume", source: "bev_redis_data", target: "/data" };
const fix = "set removeVolumes to false and give each volume a source";

function refused(at: string, wanted: string, found: string): string[] {
  return [`thanos/redis/${at}: must be ${wanted}, got ${found}; ${fix}`];
}

const unnamed = "the name of a volume";

describeRule(containerVolumesKept, {
  complies: {
    "a named volume": container({ removeVolumes: false, mounts: [DATA] }),
    "a mount of another type": container({ removeVolumes: false, mounts: [{ type: "tmpfs" }] }),
  },
  violates: {
    "volumes go with the container": {
      given: container({ removeVolumes: true, mounts: [DATA] }),
      says: refused("removeVolumes", "false", "true"),
    },
  },
  absent: {
    "the provider's default": {
      given: container({ mounts: [DATA] }),
      says: refused("removeVolumes", "false", "nothing"),
    },
    "a volume without a source": {
      given: container({ removeVolumes: false, mounts: [{ type: "volume", target: "/data" }] }),
      says: refused("mounts/0/source", unnamed, "nothing"),
    },
  },
  null: {
    null: {
      given: container({ removeVolumes: null }),
      says: refused("removeVolumes", "false", "null"),
    },
    "null for the mounts": container({ removeVolumes: false, mounts: null }),
  },
  unknown: {
    "a volume that has no name yet": {
      given: container({ removeVolumes: false, mounts: [DATA, { ...DATA, source: UNKNOWN }] }),
      says: "thanos/redis/mounts/1/source: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": "a boolean and a name have no letters that the Engine would take for others",
  boundary: { "no mounts at all": container({ removeVolumes: false, mounts: [] }) },
  evasion: {
    "a name of nothing": {
      given: container({ removeVolumes: false, mounts: [{ ...DATA, source: "" }] }),
      says: refused("mounts/0/source", unnamed, '""'),
    },
    "a name of blanks behind a good one": {
      given: container({ removeVolumes: false, mounts: [DATA, { ...DATA, source: " " }] }),
      says: refused("mounts/1/source", unnamed, '" "'),
    },
  },
});
