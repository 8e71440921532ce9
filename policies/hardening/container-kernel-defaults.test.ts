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

describeRule(containerKernelDefaults, {
  complies: {
    "no core dumps, and more files": container({
      ulimits: [{ name: "nofile", soft: 65535, hard: 65535 }, CORE],
    }),
    "a card by its name": given({
      deviceRequests: [{ driver: "cdi", deviceIds: ["nvidia.com/gpu=0"] }],
    }),
    "a card by its number": given({ deviceRequests: [{ driver: "nvidia", deviceIds: ["0"] }] }),
    "graphics cards by number, and by no number at all": given({
      deviceRequests: [{ driver: "nvidia", count: 1 }, { deviceIds: ["0"] }],
    }),
    "the runtimes that there are": ["runc", "nvidia"].map((runtime) => given({ runtime })),
  },
  violates: {
    "a device of the host": {
      given: given({ devices: [{ hostPath: "/dev/sda" }] }),
      says: refused("devices/0", "absent", '{"hostPath":"/dev/sda"}'),
    },
  },
  absent: {
    "no limit of core dumps": {
      given: container({}),
      says: refused("ulimits", "0 for core, soft and hard", "nothing"),
    },
  },
  null: {
    "null for everything else": given({
      devices: null,
      deviceCgroupRules: null,
      deviceRequests: null,
      sysctls: null,
      runtime: null,
    }),
    "null for the limits": {
      given: container({ ulimits: null }),
      says: refused("ulimits", "0 for core, soft and hard", "nothing"),
    },
  },
  unknown: {
    "a computed runtime": {
      given: given({ runtime: UNKNOWN }),
      says: "thanos/redis/runtime: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "the limit's name in capitals": {
      given: container({ ulimits: [{ name: "CORE", soft: 0, hard: 0 }] }),
      says: refused("ulimits", "0 for core, soft and hard", "nothing"),
    },
  },
  boundary: {
    "a hard limit that the process may raise to": {
      given: container({ ulimits: [{ name: "core", soft: 0, hard: 1 }] }),
      says: refused("ulimits", "0 for core, soft and hard", '{"name":"core","soft":0,"hard":1}'),
    },
    "empty lists": given({ devices: [], deviceRequests: [], sysctls: {}, runtime: "" }),
  },
  evasion: {
    "a disk by the interface for cards": {
      given: given({ deviceRequests: [{ driver: "cdi", deviceIds: ["vendor.com/disk=0"] }] }),
      says: refused("deviceRequests/0/deviceIds", "a GPU, nvidia.com/gpu=…", '"vendor.com/disk=0"'),
    },
    "all devices by a rule of the control group": {
      given: given({ deviceCgroupRules: ["a *:* rwm"] }),
      says: refused("deviceCgroupRules/0", "absent", '"a *:* rwm"'),
    },
    "limits that are none, or of what else the kernel schedules": {
      given: container({
        ulimits: [
          CORE,
          { name: "nproc", soft: -1, hard: -1 },
          { name: "nofile", soft: 1024 },
          { name: "rtprio", soft: 99, hard: 99 },
          { name: "NOFILE", soft: 1, hard: 1 },
        ],
      }),
      says: [
        '{"name":"nproc","soft":-1,"hard":-1}',
        '{"name":"nofile","soft":1024}',
        '{"name":"rtprio","soft":99,"hard":99}',
        '{"name":"NOFILE","soft":1,"hard":1}',
      ].flatMap((found, index) =>
        refused(`ulimits/${String(index + 1)}`, "a number of nofile, nproc, memlock, stack", found),
      ),
    },
    "a setting of the kernel": {
      given: given({ sysctls: { "kernel.shm_rmid_forced": "1" } }),
      says: refused("sysctls/kernel.shm_rmid_forced", "absent", '"1"'),
    },
    "a runtime that nobody knows": {
      given: given({ runtime: "sysbox-runc" }),
      says: refused("runtime", 'absent or "runc", or "nvidia" with a GPU', '"sysbox-runc"'),
    },
    "a second limit of core dumps": {
      given: container({ ulimits: [CORE, { name: "core", soft: 1, hard: 1 }] }),
      says: refused("ulimits", "0 for core, soft and hard", JSON.stringify(CORE)),
    },
  },
});
