import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { containerCapabilitiesDropped } from "./container-capabilities-dropped.ts";

const fix = 'set capabilities to { drops: ["ALL"] } and start the image as its final user';

function given(drops: unknown, adds?: unknown): Planned {
  return container({ capabilities: { drops, ...(adds === undefined ? {} : { adds }) } });
}

function drops(found: string): string {
  return `thanos/redis/capabilities/drops: must be ["ALL"], got ${found}; ${fix}`;
}

function adds(found: string, index = 0): string {
  return (
    `thanos/redis/capabilities/adds/${String(index)}: must be one of CAP_IPC_LOCK, ` +
    `CAP_NET_BIND_SERVICE, got "${found}"; ${fix}`
  );
}

describeRule(containerCapabilitiesDropped, [
  { kind: "complies", what: "all dropped", given: given(["ALL"]), says: [] },
  {
    kind: "complies",
    what: "memory may be locked",
    given: given(["ALL"], ["CAP_IPC_LOCK"]),
    says: [],
  },
  {
    kind: "violates",
    what: "one dropped",
    given: given(["CAP_NET_RAW"]),
    says: [drops('["CAP_NET_RAW"]')],
  },
  {
    kind: "absent",
    what: "no word of capabilities",
    given: container({}),
    says: [drops("nothing")],
  },
  {
    kind: "null",
    what: "null",
    given: container({ capabilities: null }),
    says: [drops("nothing")],
  },
  { kind: "null", what: "null for what is dropped", given: given(null), says: [drops("null")] },
  {
    kind: "unknown",
    what: "a computed capability",
    given: given(["ALL"], [UNKNOWN]),
    says: [
      "thanos/redis/capabilities/adds/0: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "all in small letters",
    given: given(["all"]),
    says: [drops('["all"]')],
  },
  {
    kind: "wrong case",
    what: "a capability in small letters",
    given: given(["ALL"], ["cap_ipc_lock"]),
    says: [adds("cap_ipc_lock")],
  },
  { kind: "boundary", what: "nothing dropped", given: given([]), says: [drops("[]")] },
  {
    kind: "boundary",
    what: "one more than all",
    given: given(["ALL", "CAP_CHOWN"]),
    says: [drops('["ALL","CAP_CHOWN"]')],
  },
  { kind: "boundary", what: "nothing added", given: given(["ALL"], []), says: [] },
  {
    kind: "evasion",
    what: "all under another name",
    given: given(["CAP_ALL"]),
    says: [drops('["CAP_ALL"]')],
  },
  {
    kind: "evasion",
    what: "all added beside all dropped",
    given: given(["ALL"], ["ALL"]),
    says: [adds("ALL")],
  },
  {
    kind: "evasion",
    what: "raw packets, which Docker gives by itself",
    given: given(["ALL"], ["CAP_NET_RAW"]),
    says: [adds("CAP_NET_RAW")],
  },
  {
    kind: "evasion",
    what: "administration behind an allowed one",
    given: given(["ALL"], ["CAP_IPC_LOCK", "SYS_ADMIN"]),
    says: [adds("SYS_ADMIN", 1)],
  },
]);
