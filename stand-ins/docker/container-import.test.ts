import type Docker from "dockerode";
import { expect, it } from "@jest/globals";
import { answer } from "../../test/kit/docker-answer.ts";
import { SECRET, SIGNATURE } from "../kit/values.ts";
import type { Properties } from "../kit/values.ts";
import type { Inspected } from "./container-answer.ts";
import { importedOutputs } from "./container-import.ts";

const IMAGE = {
  Env: ["PATH=/bin", "A=image"],
  Labels: { maker: "debian" },
  Volumes: { "/image": {} },
};

const imported = (info: Inspected, image: object = IMAGE) =>
  importedOutputs(info, { Config: image } as Docker.ImageInspectInfo);

it("takes the provider's own settings to be the defaults", () => {
  expect(imported(answer())).toEqual({
    labels: [],
    volumes: [],
    networksAdvanced: [],
    containerReadRefreshTimeoutMilliseconds: 15000,
    mustRun: true,
    networkMode: "bridge",
    readOnly: false,
    removeVolumes: true,
    restart: "no",
    start: true,
    stdinOpen: false,
    tty: false,
    wait: false,
    waitTimeout: 60,
  });
});

it("marks the environment as secret and leaves out what the image gave it", () => {
  const info = answer({}, { Env: ["PATH=/bin", "A=own", "B=2"] });
  expect(imported(info)["envs"]).toEqual({ [SIGNATURE]: SECRET, value: ["A=own", "B=2"] });
});

it("keeps a label whose value is not the image's", () => {
  const info = answer({}, { Labels: { maker: "debian", owner: "bev" } });
  expect(imported(info)["labels"]).toEqual([{ label: "owner", value: "bev" }]);
  const relabelled = answer({}, { Labels: { maker: "bev" } });
  expect(imported(relabelled)["labels"]).toEqual([{ label: "maker", value: "bev" }]);
});

it.each<[string, Inspected, Properties[]]>([
  [
    "named ones",
    answer({ Binds: ["data:/data"] }),
    [{ volumeName: "data", containerPath: "/data", readOnly: false }],
  ],
  [
    "host paths, read-only",
    answer({ Binds: ["/etc:/config:ro"] }),
    [{ hostPath: "/etc", containerPath: "/config", readOnly: true }],
  ],
  [
    "modes besides reading",
    answer({ Binds: ["data:/data:z,ro"] }),
    [{ volumeName: "data", containerPath: "/data", readOnly: true }],
  ],
  ["another container's", answer({ VolumesFrom: ["other"] }), [{ fromContainer: "other" }]],
  [
    "nameless ones, but neither the image's nor the path of one above",
    answer({ Binds: ["data:/data"] }, { Volumes: { "/data": {}, "/own": {}, "/image": {} } }),
    [{ volumeName: "data", containerPath: "/data", readOnly: false }, { containerPath: "/own" }],
  ],
])("reads volumes: %s", (_what, info, expected) => {
  expect(imported(info)["volumes"]).toEqual(expected);
});

const ENDPOINT = {
  Aliases: null,
  IPAMConfig: null,
  IPAddress: "10.0.0.2",
  IPPrefixLen: 24,
  Gateway: "10.0.0.1",
  GlobalIPv6Address: "",
  GlobalIPv6PrefixLen: 0,
  IPv6Gateway: "",
  MacAddress: "",
};

it("reads the networks joined besides the one of its mode, without the Engine's own alias", () => {
  const Networks = {
    bridge: ENDPOINT,
    zone: {
      ...ENDPOINT,
      Aliases: ["web", "0123456789ab"],
      IPAMConfig: { IPv4Address: "10.0.0.2" },
    },
  };
  const info = answer(
    { NetworkMode: "default" },
    {},
    { NetworkSettings: { Ports: null, Networks } },
  );
  expect(imported(info)["networksAdvanced"]).toEqual([
    { name: "zone", aliases: ["web"], ipv4Address: "10.0.0.2", ipv6Address: "" },
  ]);
});

it("reads an image without environment, labels and volumes", () => {
  const info = answer({}, { Env: ["A=1"], Labels: { a: "1" }, Volumes: { "/v": {} } });
  expect(imported(info, {})).toMatchObject({
    envs: { value: ["A=1"] },
    labels: [{ label: "a", value: "1" }],
    volumes: [{ containerPath: "/v" }],
  });
});
