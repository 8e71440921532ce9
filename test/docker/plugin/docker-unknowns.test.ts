/** Values that are not known yet, and values that nobody may know. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DockerProject, TEST_IMAGE } from "../../kit/docker.ts";
import type { Steps } from "../../kit/docker.ts";
import { run, succeeded } from "../../kit/engine.ts";

// Put together here, so that only a value that got out is found.
const CANARY = ["canary", "4711"].join("-");

describe("a container of unknown and secret values", () => {
  const project = new DockerProject("unknowns");
  const logs: string[] = [];
  let first: Steps;
  let created: Steps;

  beforeAll(async () => {
    await project.init();
    project.write("index.ts", program("zone_1"));
    first = await project.preview();
    created = await project.up("--diff");
    logs.push(first.output, created.output);
  });
  afterAll(() => project.discard());

  it("is previewed on a network and a volume that are yet to be created", () => {
    expect(first.code).toBe(0);
    expect([...first.steps].sort()).toEqual(["create data", "create web", "create zone"]);
    expect(first.output).toMatch(/name: +\[unknown\]/);
  });

  it("is created with what became known", async () => {
    expect(created.code).toBe(0);
    const id = project.resource("zone")?.id;
    const { Config, Mounts, NetworkSettings } = await project.inspect("web");
    expect(Object.keys(NetworkSettings.Networks)).toEqual([project.nameOf("zone_1")]);
    expect(Config["Labels"]).toEqual({ zone: id });
    expect(Mounts.map(({ Name }) => Name)).toEqual([project.nameOf("data")]);
  });

  it("is replaced in the preview when what it depends on is unknown again", async () => {
    project.write("index.ts", program("zone_2"));
    const { steps, changes } = await project.preview();
    expect(steps).toEqual(
      expect.arrayContaining(["delete-replaced web", "create-replacement web"]),
    );
    expect(Object.keys(changes["web"] ?? {}).sort()).toEqual(["labels", "networksAdvanced"]);
    project.write("index.ts", program("zone_1"));
  });

  it("has the secret, which neither the state nor any output shows", async () => {
    expect((await project.inspect("web")).Config["Env"]).toContain(`TOKEN=${CANARY}`);
    logs.push((await project.up("--refresh", "--diff")).output);
    logs.push((await succeeded(run("pulumi", ["stack", "export"], options()))).output);
    for (const log of logs) expect(log).not.toContain(CANARY);
    const state = path.join(project.directory, "state");
    const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(3);
    for (const { parentPath, name } of files) {
      expect(readFileSync(path.join(parentPath, name), "utf8")).not.toContain(CANARY);
    }
  });

  function options() {
    return { cwd: project.directory, env: project.environment };
  }

  function program(zone: string): string {
    return `
      import * as docker from "@pulumi/docker";
      import * as pulumi from "@pulumi/pulumi";
      const zone = new docker.Network("zone", { name: "${project.nameOf(zone)}" });
      const data = new docker.Volume("data", { name: "${project.nameOf("data")}" });
      const token = pulumi.secret(["canary", "4711"].join("-"));
      new docker.Container("web", {
        name: "${project.nameOf("web")}",
        image: "${TEST_IMAGE}",
        envs: [pulumi.interpolate\`TOKEN=\${token}\`, "A=1"],
        labels: [{ label: "zone", value: zone.id }],
        networksAdvanced: [{ name: zone.id }],
        volumes: [{ volumeName: data.id, containerPath: "/data" }],
      });`;
  }
});
