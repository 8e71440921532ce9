import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { containerKernelDefaults } from "./container-kernel-defaults.ts";

const CORE = { name: "core", soft: 0, hard: 0 };
const fix = 'remove it; for core dumps add { name: "core", soft: 0, hard: 0 } to ulimits';

function given(inputs: Record<string, unknown>): Planned {
  return container({ ulimits: [CORE], ...inputs });
}

function refused(at: string, wanted: string, found: string): string[] {
  return [`thanos/redis/${at}: must be ${wanted}, got ${found}; ${fix}`];
}

describeRule(containerKernelDefaults, [
  {
    kind: "complies",
    what: "no core dumps, and more files",
    given: container({ ulimits: [{ name: "nofile", soft: 65535, hard: 65535 }, CORE] }),
    says: [],
  },
  {
    kind: "violates",
    what: "a device of the host",
    given: given({ devices: [{ hostPath: "/dev/sda" }] }),
    says: refused("devices/0", "absent", '{"hostPath":"/dev/sda"}'),
  },
  {
    kind: "absent",
    what: "no limit of core dumps",
    given: container({}),
    says: refused("ulimits", "0 for core, soft and hard", "nothing"),
  },
  {
    kind: "null",
    what: "null for everything else",
    given: given({
      devices: null,
      deviceCgroupRules: null,
      deviceRequests: null,
      sysctls: null,
      runtime: null,
    }),
    says: [],
  },
  {
    kind: "null",
    what: "null for the limits",
    given: container({ ulimits: null }),
    says: refused("ulimits", "0 for core, soft and hard", "nothing"),
  },
  {
    kind: "unknown",
    what: "a computed runtime",
    given: given({ runtime: UNKNOWN }),
    says: [
      "thanos/redis/runtime: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "the limit's name in capitals",
    given: container({ ulimits: [{ name: "CORE", soft: 0, hard: 0 }] }),
    says: refused("ulimits", "0 for core, soft and hard", "nothing"),
  },
  {
    kind: "boundary",
    what: "a hard limit that the process may raise to",
    given: container({ ulimits: [{ name: "core", soft: 0, hard: 1 }] }),
    says: refused("ulimits", "0 for core, soft and hard", '{"name":"core","soft":0,"hard":1}'),
  },
  {
    kind: "boundary",
    what: "empty lists",
    given: given({ devices: [], deviceRequests: [], sysctls: {}, runtime: "" }),
    says: [],
  },
  {
    kind: "complies",
    what: "a card by its name",
    given: given({ deviceRequests: [{ driver: "cdi", deviceIds: ["nvidia.com/gpu=0"] }] }),
    says: [],
  },
  {
    kind: "complies",
    what: "a card by its number",
    given: given({ deviceRequests: [{ driver: "nvidia", deviceIds: ["0"] }] }),
    says: [],
  },
  {
    kind: "evasion",
    what: "a disk by the interface for cards",
    given: given({ deviceRequests: [{ driver: "cdi", deviceIds: ["vendor.com/disk=0"] }] }),
    says: refused("deviceRequests/0/deviceIds", "a GPU, nvidia.com/gpu=…", '"vendor.com/disk=0"'),
  },
  {
    kind: "evasion",
    what: "all devices by a rule of the control group",
    given: given({ deviceCgroupRules: ["a *:* rwm"] }),
    says: refused("deviceCgroupRules/0", "absent", '"a *:* rwm"'),
  },
  {
    kind: "evasion",
    what: "a setting of the kernel",
    given: given({ sysctls: { "kernel.shm_rmid_forced": "1" } }),
    says: refused("sysctls/kernel.shm_rmid_forced", "absent", '"1"'),
  },
  {
    kind: "evasion",
    what: "a runtime that nobody knows",
    given: given({ runtime: "sysbox-runc" }),
    says: refused("runtime", 'absent or "runc", or "nvidia" with a GPU', '"sysbox-runc"'),
  },
  {
    kind: "complies",
    what: "graphics cards by number, and by no number at all",
    given: given({ deviceRequests: [{ driver: "nvidia", count: 1 }, { deviceIds: ["0"] }] }),
    says: [],
  },
  {
    kind: "complies",
    what: "the runtimes that there are",
    given: ["runc", "nvidia"].map((runtime) => given({ runtime })),
    says: [],
  },
  {
    kind: "evasion",
    what: "a second limit of core dumps",
    given: container({ ulimits: [CORE, { name: "core", soft: 1, hard: 1 }] }),
    says: refused("ulimits", "0 for core, soft and hard", JSON.stringify(CORE)),
  },
]);
