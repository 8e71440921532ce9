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

describeRule(containerImageVolumesCovered, [
  {
    kind: "complies",
    what: "a named volume",
    given: [component(["/data"]), container({ mounts: NAMED })],
    says: [],
  },
  {
    kind: "complies",
    what: "a tmpfs",
    given: [component(["/data"]), container({ tmpfs: { "/data": "" } })],
    says: [],
  },
  {
    kind: "complies",
    what: "a second instance of the service",
    given: [component(["/data"]), container({ mounts: NAMED, labels }, { name: "redis-2" })],
    says: [],
  },
  {
    kind: "violates",
    what: "nothing there",
    given: [component(["/data"]), container({})],
    says: refused("/data"),
  },
  {
    kind: "absent",
    what: "a container that no component has",
    given: [container({ mounts: NAMED })],
    says: nobody,
  },
  {
    kind: "absent",
    what: "an image without volumes",
    given: [component([]), container({})],
    says: [],
  },
  {
    kind: "null",
    what: "null for what is mounted",
    given: [component(["/data"]), container({ mounts: null, tmpfs: null })],
    says: refused("/data"),
  },
  {
    kind: "null",
    what: "null for the paths",
    given: [component(null), container({ mounts: NAMED })],
    says: nobody,
  },
  {
    kind: "unknown",
    what: "a computed target",
    given: [component(["/data"]), container({ mounts: [{ ...NAMED[0], target: UNKNOWN }] })],
    says: [
      "thanos/redis/mounts/0/target: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "another folder for a file system",
    given: [component(["/Data"]), container({ mounts: NAMED })],
    says: refused("/Data"),
  },
  {
    kind: "boundary",
    what: "a slash at its end",
    given: [component(["/data/"]), container({ mounts: NAMED })],
    says: [],
  },
  {
    kind: "boundary",
    what: "the second of two",
    given: [component(["/data", "/logs"]), container({ mounts: NAMED })],
    says: refused("/logs"),
  },
  {
    kind: "evasion",
    what: "a volume above it",
    given: [component(["/data/db"]), container({ mounts: NAMED })],
    says: refused("/data/db"),
  },
  {
    kind: "evasion",
    what: "the paths of another service",
    given: [component(["/data"], "postgres"), container({ mounts: NAMED })],
    says: nobody,
  },
  {
    kind: "evasion",
    what: "paths by a resource that is no component",
    given: [component([], "redis", "random:index/randomId:RandomId"), container({})],
    says: nobody,
  },
  {
    kind: "absent",
    what: "a mount without a target",
    given: [component(["/data"]), container({ mounts: [{ type: "volume", source: "data" }] })],
    says: refused("/data"),
  },
  {
    kind: "boundary",
    what: "slashes behind a folder",
    given: [component(["/data//"]), container({ mounts: NAMED })],
    says: [],
  },
]);
