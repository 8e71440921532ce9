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

describeRule(containerCapabilitiesDropped, {
  complies: {
    "all dropped": given(["ALL"]),
    "memory may be locked": given(["ALL"], ["CAP_IPC_LOCK"]),
  },
  violates: { "one dropped": { given: given(["CAP_NET_RAW"]), says: drops('["CAP_NET_RAW"]') } },
  absent: { "no word of capabilities": { given: container({}), says: drops("nothing") } },
  null: {
    null: { given: container({ capabilities: null }), says: drops("nothing") },
    "null for what is dropped": { given: given(null), says: drops("null") },
  },
  unknown: {
    "a computed capability": {
      given: given(["ALL"], [UNKNOWN]),
      says: "thanos/redis/capabilities/adds/0: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "all in small letters": { given: given(["all"]), says: drops('["all"]') },
    "a capability in small letters": {
      given: given(["ALL"], ["cap_ipc_lock"]),
      says: adds("cap_ipc_lock"),
    },
  },
  boundary: {
    "nothing dropped": { given: given([]), says: drops("[]") },
    "one more than all": { given: given(["ALL", "CAP_CHOWN"]), says: drops('["ALL","CAP_CHOWN"]') },
    "nothing added": given(["ALL"], []),
  },
  evasion: {
    "all under another name": { given: given(["CAP_ALL"]), says: drops('["CAP_ALL"]') },
    "all added beside all dropped": { given: given(["ALL"], ["ALL"]), says: adds("ALL") },
    "raw packets, which Docker gives by itself": {
      given: given(["ALL"], ["CAP_NET_RAW"]),
      says: adds("CAP_NET_RAW"),
    },
    "administration behind an allowed one": {
      given: given(["ALL"], ["CAP_IPC_LOCK", "SYS_ADMIN"]),
      says: adds("SYS_ADMIN", 1),
    },
  },
});
