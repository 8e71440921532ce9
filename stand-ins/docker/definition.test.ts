/** What the stand-in takes, and how it refuses the rest. */
import { describe, expect, it } from "@jest/globals";
import { Provider } from "../kit/provider.ts";
import type { Properties, Value } from "../kit/values.ts";
import { containerNotes } from "./container-notes.ts";
import { dockerProvider } from "./definition.ts";

const provider = new Provider(dockerProvider("5.2.0"), { log: () => undefined });
const TOKENS = {
  Container: "docker:index/container:Container",
  Network: "docker:index/network:Network",
  RemoteImage: "docker:index/remoteImage:RemoteImage",
  Volume: "docker:index/volume:Volume",
};
const REASON =
  "not implemented by this stand-in; use the published plugin or leave the property out";

const faults = (type: keyof typeof TOKENS, inputs: Properties) =>
  provider.check(TOKENS[type], inputs).failures;

describe("a container", () => {
  const given = { name: "web", image: "image:1" };

  it.each<[string, Value]>([
    ["attach", true],
    ["cgroupParent", "/bev"],
    ["cgroupnsMode", "private"],
    ["cpuPeriod", 100_000],
    ["cpuQuota", 50_000],
    ["deviceCgroupRules", ["c 195:* rwm"]],
    ["deviceReadBps", [{ path: "/dev/sda", rate: 1 }]],
    ["deviceReadIops", [{ path: "/dev/sda", rate: 1 }]],
    ["deviceRequests", [{ driver: "nvidia" }]],
    ["deviceWriteBps", [{ path: "/dev/sda", rate: 1 }]],
    ["deviceWriteIops", [{ path: "/dev/sda", rate: 1 }]],
    ["logs", true],
    ["platform", "linux/arm64"],
    ["rm", true],
    ["storageOpts", { size: "1G" }],
    ["uploads", [{ file: "/a", content: "b" }]],
  ])("refuses %s by name", (property, value) => {
    expect(containerNotes.refused).toContain(property);
    expect(faults("Container", { ...given, [property]: value })).toEqual([
      { property, reason: REASON },
    ]);
  });

  it.each<[string, Properties, string, string]>([
    ["no name", { image: "image:1" }, "name", "this stand-in makes up no names; set it"],
    ["no image", { name: "web" }, "image", "missing required property"],
    ["a name that there is not", { ...given, comand: [] }, "comand", "no such property"],
    [
      "a member that there is not",
      { ...given, healthcheck: { tests: [], intervall: "1s" } },
      "healthcheck.intervall",
      "no such property",
    ],
    ["a wrong type", { ...given, memory: 1.5 }, "memory", "expected an integer, got a number"],
    [
      "a wrong type further in",
      { ...given, ports: [{ internal: "80", external: 80 }] },
      "ports[0].internal",
      "expected an integer, got a string",
    ],
  ])("refuses %s", (_what, inputs, property, reason) => {
    expect(faults("Container", inputs)).toEqual([{ property, reason }]);
  });

  it("is checked with the published provider's defaults filled in", () => {
    expect(provider.check(TOKENS.Container, given).inputs).toEqual({
      ...given,
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
});

it.each<[keyof typeof TOKENS, Properties, string, string]>([
  ["Network", {}, "name", "this stand-in makes up no names; set it"],
  ["Volume", {}, "name", "this stand-in makes up no names; set it"],
  ["Volume", { name: "a", cluster: { id: "x" } }, "cluster", REASON],
  ["RemoteImage", {}, "name", "missing required property"],
  ["RemoteImage", { name: "a", build: { context: "." } }, "build", REASON],
])("refuses of %s the inputs %j", (type, inputs, property, reason) => {
  expect(faults(type, inputs)).toContainEqual({ property, reason });
});

it.each([
  "docker:index/image:Image",
  "docker:index/registryImage:RegistryImage",
  "docker:index/tag:Tag",
])("refuses %s and says what there is", (token) => {
  expect(() => provider.check(token, {})).toThrow(
    new Error(
      `${token}: not implemented by the docker stand-in; it has docker:index/network:Network, ` +
        "docker:index/volume:Volume, docker:index/remoteImage:RemoteImage, " +
        "docker:index/container:Container; use the published plugin for others",
    ),
  );
});
