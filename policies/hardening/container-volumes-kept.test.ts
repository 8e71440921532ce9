import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import { containerVolumesKept } from "./container-volumes-kept.ts";

const DATA = { type: "volume", source: "bev_redis_data", target: "/data" };
const fix = "set removeVolumes to false and give each volume a source";

function refused(at: string, wanted: string, found: string): string[] {
  return [`thanos/redis/${at}: must be ${wanted}, got ${found}; ${fix}`];
}

const unnamed = "the name of a volume";

describeRule(
  containerVolumesKept,
  [
    {
      kind: "complies",
      what: "a named volume",
      given: container({ removeVolumes: false, mounts: [DATA] }),
      says: [],
    },
    {
      kind: "complies",
      what: "a mount of another type",
      given: container({ removeVolumes: false, mounts: [{ type: "tmpfs" }] }),
      says: [],
    },
    {
      kind: "violates",
      what: "volumes go with the container",
      given: container({ removeVolumes: true, mounts: [DATA] }),
      says: refused("removeVolumes", "false", "true"),
    },
    {
      kind: "absent",
      what: "the provider's default",
      given: container({ mounts: [DATA] }),
      says: refused("removeVolumes", "false", "nothing"),
    },
    {
      kind: "absent",
      what: "a volume without a source",
      given: container({ removeVolumes: false, mounts: [{ type: "volume", target: "/data" }] }),
      says: refused("mounts/0/source", unnamed, "nothing"),
    },
    {
      kind: "null",
      what: "null",
      given: container({ removeVolumes: null }),
      says: refused("removeVolumes", "false", "null"),
    },
    {
      kind: "null",
      what: "null for the mounts",
      given: container({ removeVolumes: false, mounts: null }),
      says: [],
    },
    {
      kind: "unknown",
      what: "a volume that has no name yet",
      given: container({ removeVolumes: false, mounts: [DATA, { ...DATA, source: UNKNOWN }] }),
      says: [
        "thanos/redis/mounts/1/source: must be known at preview, is computed during the update; pass a literal",
      ],
    },
    {
      kind: "boundary",
      what: "no mounts at all",
      given: container({ removeVolumes: false, mounts: [] }),
      says: [],
    },
    {
      kind: "evasion",
      what: "a name of nothing",
      given: container({ removeVolumes: false, mounts: [{ ...DATA, source: "" }] }),
      says: refused("mounts/0/source", unnamed, '""'),
    },
    {
      kind: "evasion",
      what: "a name of blanks behind a good one",
      given: container({ removeVolumes: false, mounts: [DATA, { ...DATA, source: " " }] }),
      says: refused("mounts/1/source", unnamed, '" "'),
    },
  ],
  { "wrong case": "a boolean and a name have no letters that the Engine would take for others" },
);
