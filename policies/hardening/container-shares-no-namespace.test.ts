import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import { containerSharesNoNamespace } from "./container-shares-no-namespace.ts";

function refused(at: string, found: string, wanted = "absent"): string[] {
  return [`thanos/redis/${at}: must be ${wanted}, got "${found}"; remove it`];
}

describeRule(containerSharesNoNamespace, [
  {
    kind: "complies",
    what: "a private ipc namespace",
    given: container({ ipcMode: "private" }),
    says: [],
  },
  {
    kind: "violates",
    what: "the host's processes",
    given: container({ pidMode: "host" }),
    says: refused("pidMode", "host"),
  },
  { kind: "absent", what: "no word of namespaces", given: container({}), says: [] },
  {
    kind: "null",
    what: "null for all",
    given: container({ pidMode: null, ipcMode: null, usernsMode: null, cgroupParent: null }),
    says: [],
  },
  {
    kind: "unknown",
    what: "a computed mode",
    given: container({ usernsMode: UNKNOWN }),
    says: [
      "thanos/redis/usernsMode: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "the host in capitals",
    given: container({ pidMode: "HOST" }),
    says: refused("pidMode", "HOST"),
  },
  {
    kind: "boundary",
    what: "empty texts",
    given: container({ pidMode: "", ipcMode: "", usernsMode: "" }),
    says: [],
  },
  {
    kind: "evasion",
    what: "the processes of another container",
    given: container({ pidMode: "container:bev_vault" }),
    says: refused("pidMode", "container:bev_vault"),
  },
  {
    kind: "evasion",
    what: "memory that others may join",
    given: container({ ipcMode: "shareable" }),
    says: refused("ipcMode", "shareable", 'absent or "private" or "none"'),
  },
  {
    kind: "evasion",
    what: "the host's memory for a GPU",
    given: container({ ipcMode: "host", gpus: "all" }),
    says: refused("ipcMode", "host", 'absent or "private" or "none"'),
  },
  {
    kind: "evasion",
    what: "the host's users",
    given: container({ usernsMode: "host" }),
    says: refused("usernsMode", "host"),
  },
  {
    kind: "evasion",
    what: "the control group of the system",
    given: container({ cgroupParent: "/system.slice" }),
    says: refused("cgroupParent", "/system.slice"),
  },
  {
    kind: "evasion",
    what: "the host's control groups",
    given: container({ cgroupnsMode: "host" }),
    says: refused("cgroupnsMode", "host", 'absent or "private"'),
  },
]);
