import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import { containerGpuOnGpuNode } from "./container-gpu-on-gpu-node.ts";

const oracle1 = { stack: "oracle1" };

/** What the rule says of a request on ORACLE1. */
function refused(at: string, found: string, where = '"oracle1"', stack = "oracle1"): string[] {
  return [
    `${stack}/redis/${at}: must be absent on ${where}, only "thanos" has a GPU, got ${found}; ` +
      "remove it, or declare the service on a node with a GPU",
  ];
}

describeRule(containerGpuOnGpuNode, [
  { kind: "complies", what: "all GPUs on thanos", given: container({ gpus: "all" }), says: [] },
  {
    kind: "violates",
    what: "all GPUs on oracle1",
    given: container({ gpus: "all" }, oracle1),
    says: refused("gpus", '"all"'),
  },
  { kind: "absent", what: "no word of a GPU", given: container({}, oracle1), says: [] },
  {
    kind: "null",
    what: "null for everything that could ask",
    given: container(
      { gpus: null, runtime: null, deviceRequests: null, devices: null, envs: null },
      oracle1,
    ),
    says: [],
  },
  {
    kind: "unknown",
    what: "a computed number of GPUs",
    given: container({ gpus: UNKNOWN }, oracle1),
    says: [
      "oracle1/redis/gpus: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "unknown",
    what: "a computed device among known ones",
    given: container({ devices: [{ hostPath: "/dev/fuse" }, { hostPath: UNKNOWN }] }, oracle1),
    says: [
      "oracle1/redis/devices/1/hostPath: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "the runtime in capitals",
    given: container({ runtime: "NVIDIA" }, oracle1),
    says: refused("runtime", '"NVIDIA"'),
  },
  {
    kind: "wrong case",
    what: "the variable in small letters",
    given: container({ envs: ["nvidia_visible_devices=all"] }, oracle1),
    says: refused("envs/0", '"nvidia_visible_devices=all"'),
  },
  {
    kind: "boundary",
    what: "an empty request asks for nothing",
    given: container({ gpus: "", deviceRequests: [], devices: [], envs: [] }, oracle1),
    says: [],
  },
  {
    kind: "boundary",
    what: "the variable that turns the runtime off",
    given: container({ envs: ["NVIDIA_VISIBLE_DEVICES=none"] }, oracle1),
    says: [],
  },
  {
    kind: "evasion",
    what: "a device request instead of gpus",
    given: container(
      { deviceRequests: [{ driver: "cdi", deviceIds: ["nvidia.com/gpu=0"] }] },
      oracle1,
    ),
    says: refused("deviceRequests/0", '{"driver":"cdi","deviceIds":["nvidia.com/gpu=0"]}'),
  },
  {
    kind: "evasion",
    what: "the device file itself",
    given: container({ devices: [{ hostPath: "/dev/nvidia0" }] }, oracle1),
    says: refused("devices/0", '"/dev/nvidia0"'),
  },
  {
    kind: "evasion",
    what: "the device file of another maker under another name",
    given: container(
      { devices: [{ hostPath: "/dev/x", containerPath: "/dev/dri/card0" }] },
      oracle1,
    ),
    says: refused("devices/0", '"/dev/dri/card0"'),
  },
  {
    kind: "evasion",
    what: "declared by thanos, but with a provider for oracle1",
    given: container({ gpus: "all" }, { host: "ssh://oracle1" }),
    says: refused("gpus", '"all"', '"oracle1"', "thanos"),
  },
  {
    kind: "evasion",
    what: "declared by thanos, with a provider for a machine that nobody knows",
    given: container({ gpus: "all" }, { host: "ssh://elsewhere" }),
    says: refused("gpus", '"all"', "an unknown node", "thanos"),
  },
  {
    kind: "evasion",
    what: "declared by thanos without a provider",
    given: container({ gpus: "all" }, { host: null }),
    says: refused("gpus", '"all"', "an unknown node", "thanos"),
  },
  {
    kind: "evasion",
    what: "in an edge region, whose machines have processors only",
    given: container({ gpus: "all" }, { stack: "edge-us-east", host: "ssh://edge" }),
    site: {
      "edge-us-east": {
        host: "ssh://edge",
        address: "100.64.0.9",
        architecture: "amd64",
        capacity: { memory: 8192, cpu: 4, gpu: 0 },
      },
    },
    says: refused("gpus", '"all"', '"edge-us-east"', "edge-us-east"),
  },
  {
    kind: "evasion",
    what: "in an edge region that the site does not know",
    given: container({ runtime: "nvidia" }, { stack: "edge-us-west", host: "ssh://edge" }),
    says: refused("runtime", '"nvidia"', "an unknown node", "edge-us-west"),
  },
]);
