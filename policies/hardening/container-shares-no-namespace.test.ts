import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import { containerSharesNoNamespace } from "./container-shares-no-namespace.ts";

function refused(at: string, found: string, wanted = "absent"): string[] {
  return [`thanos/redis/${at}: must be ${wanted}, got "${found}"; remove it`];
}

describeRule(containerSharesNoNamespace, {
  complies: { "a private ipc namespace": container({ ipcMode: "private" }) },
  violates: {
    "the host's processes": {
      given: container({ pidMode: "host" }),
      says: refused("pidMode", "host"),
    },
  },
  absent: { "no word of namespaces": container({}) },
  null: {
    "null for all": container({
      pidMode: null,
      ipcMode: null,
      usernsMode: null,
      cgroupParent: null,
    }),
  },
  unknown: {
    "a computed mode": {
      given: container({ usernsMode: UNKNOWN }),
      says: "thanos/redis/usernsMode: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "the host in capitals": {
      given: container({ pidMode: "HOST" }),
      says: refused("pidMode", "HOST"),
    },
  },
  boundary: { "empty texts": container({ pidMode: "", ipcMode: "", usernsMode: "" }) },
  evasion: {
    "the processes of another container": {
      given: container({ pidMode: "container:bev_vault" }),
      says: refused("pidMode", "container:bev_vault"),
    },
    "memory that others may join": {
      given: container({ ipcMode: "shareable" }),
      says: refused("ipcMode", "shareable", 'absent or "private" or "none"'),
    },
    "the host's memory for a GPU": {
      given: container({ ipcMode: "host", gpus: "all" }),
      says: refused("ipcMode", "host", 'absent or "private" or "none"'),
    },
    "the host's users": {
      given: container({ usernsMode: "host" }),
      says: refused("usernsMode", "host"),
    },
    "the control group of the system": {
      given: container({ cgroupParent: "/system.slice" }),
      says: refused("cgroupParent", "/system.slice"),
    },
    "the host's control groups": {
      given: container({ cgroupnsMode: "host" }),
      says: refused("cgroupnsMode", "host", 'absent or "private"'),
    },
  },
});
