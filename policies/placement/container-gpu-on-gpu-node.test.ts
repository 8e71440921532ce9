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

describeRule(containerGpuOnGpuNode, {
  complies: { "all GPUs on thanos": container({ gpus: "all" }) },
  violates: {
    "all GPUs on oracle1": {
      given: container({ gpus: "all" }, oracle1),
      says: refused("gpus", '"all"'),
    },
  },
  absent: { "no word of a GPU": container({}, oracle1) },
  null: {
    "null for everything that could ask": container(
      { gpus: null, runtime: null, deviceRequests: null, devices: null, envs: null },
      oracle1,
    ),
  },
  unknown: {
    "a computed number of GPUs": {
      given: container({ gpus: UNKNOWN }, oracle1),
      says: "oracle1/redis/gpus: must be known at preview, is computed during the update; pass a literal",
    },
    "a computed device among known ones": {
      given: container({ devices: [{ hostPath: "/dev/fuse" }, { hostPath: UNKNOWN }] }, oracle1),
      says: "oracle1/redis/devices/1/hostPath: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "the runtime in capitals": {
      given: container({ runtime: "NVIDIA" }, oracle1),
      says: refused("runtime", '"NVIDIA"'),
    },
    "the variable in small letters": {
      given: container({ envs: ["nvidia_visible_devices=all"] }, oracle1),
      says: refused("envs/0", '"nvidia_visible_devices=all"'),
    },
  },
  boundary: {
    "an empty request asks for nothing": container(
      { gpus: "", deviceRequests: [], devices: [], envs: [] },
      oracle1,
    ),
    "the variable that turns the runtime off": container(
      { envs: ["NVIDIA_VISIBLE_DEVICES=none"] },
      oracle1,
    ),
  },
  evasion: {
    "a device request instead of gpus": {
      given: container(
        { deviceRequests: [{ driver: "cdi", deviceIds: ["nvidia.com/gpu=0"] }] },
        oracle1,
      ),
      says: refused("deviceRequests/0", '{"driver":"cdi","deviceIds":["nvidia.com/gpu=0"]}'),
    },
    "the device file itself": {
      given: container({ devices: [{ hostPath: "/dev/nvidia0" }] }, oracle1),
      says: refused("devices/0", '"/dev/nvidia0"'),
    },
    "the device file of another maker under another name": {
      given: container(
        { devices: [{ hostPath: "/dev/x", containerPath: "/dev/dri/card0" }] },
        oracle1,
      ),
      says: refused("devices/0", '"/dev/dri/card0"'),
    },
    "declared by thanos, but with a provider for oracle1": {
      given: container({ gpus: "all" }, { host: "ssh://oracle1" }),
      says: refused("gpus", '"all"', '"oracle1"', "thanos"),
    },
    "declared by thanos, with a provider for a machine that nobody knows": {
      given: container({ gpus: "all" }, { host: "ssh://elsewhere" }),
      says: refused("gpus", '"all"', "an unknown node", "thanos"),
    },
    "declared by thanos without a provider": {
      given: container({ gpus: "all" }, { host: null }),
      says: refused("gpus", '"all"', "an unknown node", "thanos"),
    },
    "in an edge region, whose machines have processors only": {
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
    "in an edge region that the site does not know": {
      given: container({ runtime: "nvidia" }, { stack: "edge-nowhere", host: "ssh://edge" }),
      says: refused("runtime", '"nvidia"', "an unknown node", "edge-nowhere"),
    },
  },
});
