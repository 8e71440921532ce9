import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { containerImageVolumesCovered } from "./container-image-volumes-covered.ts";

const NAMED = [{ type: "volume", source: "data", target: "/data" }];

function component(
  volumePaths: unknown,
  service = "redis",
  type = "bev:database:Database",
): Planned {
  return { type, name: service, inputs: { service, volumePaths } };
}

function refused(folder: string): string[] {
  return [
    `thanos/redis/mounts: must cover ${folder}, where the image declares a volume, do not; ` +
      "add it to the row's volumes or to the image's writable paths",
  ];
}

const nobody = [
  "thanos/redis/mounts: must be those of a component that says where its image declares volumes, has none; " +
    "declare it with DeployedService",
];

const labels = [{ label: "bev.service", value: "redis" }];

describeRule(containerImageVolumesCovered, {
  complies: {
    "a named volume": [component(["/data"]), container({ mounts: NAMED })],
    "a tmpfs": [component(["/data"]), container({ tmpfs: { "/data": "" } })],
    "a second instance of the service": [
      component(["/data"]),
      container({ mounts: NAMED, labels }, { name: "redis-2" }),
    ],
  },
  violates: {
    "nothing there": { given: [component(["/data"]), container({})], says: refused("/data") },
  },
  absent: {
    "a container that no component has": { given: [container({ mounts: NAMED })], says: nobody },
    "an image without volumes": [component([]), container({})],
    "a mount without a target": {
      given: [component(["/data"]), container({ mounts: [{ type: "volume", source: "data" }] })],
      says: refused("/data"),
    },
  },
  null: {
    "null for what is mounted": {
      given: [component(["/data"]), container({ mounts: null, tmpfs: null })],
      says: refused("/data"),
    },
    "null for the paths": { given: [component(null), container({ mounts: NAMED })], says: nobody },
  },
  unknown: {
    "a computed target": {
      given: [component(["/data"]), container({ mounts: [{ ...NAMED[0], target: UNKNOWN }] })],
      says: "thanos/redis/mounts/0/target: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "another folder for a file system": {
      given: [component(["/Data"]), container({ mounts: NAMED })],
      says: refused("/Data"),
    },
  },
  boundary: {
    "a slash at its end": [component(["/data/"]), container({ mounts: NAMED })],
    "the second of two": {
      given: [component(["/data", "/logs"]), container({ mounts: NAMED })],
      says: refused("/logs"),
    },
    "slashes behind a folder": [component(["/data//"]), container({ mounts: NAMED })],
  },
  evasion: {
    "a volume above it": {
      given: [component(["/data/db"]), container({ mounts: NAMED })],
      says: refused("/data/db"),
    },
    "the paths of another service": {
      given: [component(["/data"], "postgres"), container({ mounts: NAMED })],
      says: nobody,
    },
    "paths by a resource that is no component": {
      given: [component([], "redis", "random:index/randomId:RandomId"), container({})],
      says: nobody,
    },
  },
});
