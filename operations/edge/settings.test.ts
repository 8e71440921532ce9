/** A region's machine as people type it, and the stack file that says so. */
import { describe, expect, it } from "@jest/globals";
import { productionSite } from "../../policies/kit/site.ts";
import { machineFrom, requireOwn, stackText } from "./settings.ts";

const typed = { host: "ssh://bev@us-east:2222", address: "100.64.10.2" };
const machine = {
  ...typed,
  ...{ architecture: "amd64" as const, memoryMebibytes: 8192, cores: 4 },
};
const REGISTRY = "registry.bev.internal";
const FILE = "Pulumi.edge-us-east.yaml";

describe("a region's machine", () => {
  it("has what was typed, and the documents' assumptions for the rest", () => {
    expect(machineFrom(typed)).toEqual(machine);
    const votes = true as const;
    const options = { ...typed, architecture: "arm64", memory: "4096", cores: "2.5", votes };
    expect(machineFrom(options)).toEqual({
      ...typed,
      ...{ architecture: "arm64", memoryMebibytes: 4096, cores: 2.5, votes },
    });
  });

  it.each([
    ["host", "tcp://us-east:2375", "ssh://[user@]host[:port]"],
    ["host", "us-east", "ssh://[user@]host[:port]"],
    ["address", "192.168.1.9", "an IPv4 address of the tailnet, within 100.64.0.0/10"],
    ["address", "100.128.0.1", "an IPv4 address of the tailnet, within 100.64.0.0/10"],
    ["address", "us-east", "an IPv4 address of the tailnet, within 100.64.0.0/10"],
    ["architecture", "x86", "amd64 or arm64"],
    ["memory", "8 GB", "MiB, a number above 0"],
    ["memory", "", "MiB, a number above 0"],
    ["cores", "0", "a number above 0"],
  ])("has no %s %j", (option, found, expected) => {
    expect(() => machineFrom({ ...typed, [option]: found })).toThrow(
      `--${option}: must be ${expected}, got ${JSON.stringify(found)}; see npx bev edge enable --help`,
    );
  });

  it("is no other stack's", () => {
    const { host, address } = productionSite["thanos"] ?? typed;
    const refused = (changes: object) => () =>
      requireOwn("edge-us-east", { ...machine, ...changes }, productionSite);
    expect(refused({ address })).toThrow(
      `--address: must be of a machine of its own, "${address}" is thanos's; name another machine`,
    );
    expect(refused({ host })).toThrow(
      `--host: must be of a machine of its own, "${host}" is thanos's`,
    );
    expect(refused({})).not.toThrow();
  });
});

const NEW = `config:
  pulumi:disable-default-providers: [docker, vault]
  bev:registry: registry.bev.internal
  bev:node:
    host: ssh://bev@us-east:2222
    address: 100.64.10.2
    architecture: amd64
    capacity:
      memoryMebibytes: 8192
      cores: 4
      gpuUnits: 0
`;

describe("the stack file", () => {
  it("is as those of the nodes", () => {
    expect(stackText(FILE, undefined, machine, REGISTRY)).toBe(NEW);
    expect(stackText(FILE, NEW, machine, "another")).toBe(NEW);
  });

  it("keeps comments and all that is not the machine's", () => {
    const before = NEW.replace("  bev:registry", "  # Ours.\n  bev:registry")
      .replace("cores: 4", "cores: 4 # virtual")
      .concat(
        "  bev:services:\n    local-ai-inference: { replicas: 2 }\nencryptionsalt: v1:abc=\n",
      );
    const after = stackText(
      FILE,
      before,
      { ...machine, address: "100.64.10.9", cores: 8 },
      REGISTRY,
    );
    expect(after).toBe(
      before.replace("100.64.10.2", "100.64.10.9").replace("cores: 4", "cores: 8"),
    );
  });

  it("is refused where it is none", () => {
    expect(() => stackText(FILE, "config: a\n", machine, REGISTRY)).toThrow(
      /^\S+:1: config: must be a map/,
    );
    expect(() => stackText(FILE, "other: a\n", machine, REGISTRY)).toThrow("config: must be a map");
  });
});
