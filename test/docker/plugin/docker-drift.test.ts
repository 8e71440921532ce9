/** What a plain run sees of the world, what a refresh sees, and what neither sees. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { docker, DockerProject, exists } from "../../kit/docker.ts";
import type { Inspected, Steps } from "../../kit/docker.ts";
import { succeeded } from "../../kit/engine.ts";

const DECLARED = {
  Container: {
    killed: {},
    removed: {},
    optional: { mustRun: false },
    limited: { cpuShares: 512 },
    unseen: {
      envs: ["A=1"],
      labels: [{ label: "a", value: "1" }],
      volumes: [{ containerPath: "/v" }],
    },
    // Forms that the platform's own rules avoid, because they are never read back as written.
    capable: { capabilities: { adds: ["NET_ADMIN"] } },
    fast: { cpus: "2" },
    swapping: { memory: 64 },
  },
};
const AVOIDED = {
  capable: { "capabilities.adds[0]": "update-replace" },
  fast: { cpus: "update-replace" },
  swapping: { memorySwap: "delete" },
};
const AVOIDED_STEPS = [
  ...["create-replacement capable", "create-replacement fast"],
  ...["delete-replaced capable", "delete-replaced fast", "update swapping"],
];

describe("the world behind a program's back", () => {
  const project = new DockerProject("drift");
  const before: Record<string, Inspected> = {};
  let plain: Steps;
  let refreshed: Steps;

  beforeAll(async () => {
    await project.init();
    await succeeded(project.declare(DECLARED).up());
    for (const name of ["killed", "removed", "optional"]) {
      before[name] = await project.inspect(name);
    }
    await docker("kill", project.nameOf("killed"), project.nameOf("optional"));
    await docker("rm", "--force", project.nameOf("removed"));
    await docker("update", "--cpu-shares", "256", project.nameOf("limited"));
    await pretend("unseen");
    plain = await project.preview();
    refreshed = await project.up("--refresh");
  });
  afterAll(() => project.discard());

  it.each(["killed", "removed", "optional", "limited"])(
    "is not looked at by a plain preview: %s",
    (name) => {
      expect(plain.steps.filter((step) => step.endsWith(` ${name}`))).toEqual([]);
    },
  );

  it.each(["killed", "removed"])("is created again by up --refresh: %s", async (name) => {
    expect(stepsOf(name)).toEqual([`create ${name}`]);
    const { Id, State } = await project.inspect(name);
    expect(Id).not.toBe(before[name]?.Id);
    expect(State.Running).toBe(true);
  });

  it("may stop a container that need not run", async () => {
    expect(stepsOf("optional")).toEqual([]);
    const { Id, State } = await project.inspect("optional");
    expect({ Id, Running: State.Running }).toEqual({ Id: before["optional"]?.Id, Running: false });
    expect(project.resource("optional")?.outputs).toMatchObject({ exitCode: 137 });
  });

  it("is set right again by up --refresh where a limit was changed by hand", async () => {
    expect(stepsOf("limited")).toEqual(["update limited"]);
    expect((await project.inspect("limited")).HostConfig).toMatchObject({ CpuShares: 512 });
  });

  it("goes unseen in environment, labels and volumes, even by a refresh", async () => {
    expect(stepsOf("unseen")).toEqual([]);
    const { Config, Mounts } = await project.inspect("unseen");
    expect(Config).toMatchObject({ Env: expect.arrayContaining(["A=1"]), Labels: { a: "1" } });
    expect(Mounts.map(({ Destination }) => Destination)).toEqual(["/v"]);
    expect(project.resource("unseen")?.outputs).toMatchObject(PRETENDED);
  });

  it("changes with every refresh in the forms that are read back otherwise", async () => {
    const later = await project.preview("--refresh");
    for (const { steps, changes } of [plain, refreshed, later]) {
      expect(steps.filter((step) => AVOIDED_STEPS.includes(step)).sort()).toEqual(AVOIDED_STEPS);
      expect(changes).toMatchObject(AVOIDED);
    }
  });

  it("makes a destroy fail on what was removed by hand, until a refresh", async () => {
    const { Id } = await project.inspect("removed");
    await docker("rm", "--force", Id);
    const failed = await project.destroy("--target", project.resource("removed")?.urn ?? "");
    expect(failed.errors[0]).toBe(`Error stopping container ${Id}: No such container: ${Id}`);
    expect(await project.destroy("--refresh")).toMatchObject({ code: 0 });
    expect(await exists("container", project.nameOf("fast"))).toBe(false);
  });

  function stepsOf(name: string): string[] {
    return refreshed.steps.filter((step) => step.endsWith(` ${name}`));
  }

  /** State and program as if the container had been made with other values than it has. */
  async function pretend(name: string): Promise<void> {
    const exported = JSON.parse(await project.state()) as {
      deployment: { resources: { urn: string; inputs: object; outputs: object }[] };
    };
    const found = exported.deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`));
    Object.assign(found?.inputs ?? {}, PRETENDED);
    Object.assign(found?.outputs ?? {}, PRETENDED);
    const file = path.join(project.directory, "pretended.json");
    writeFileSync(file, JSON.stringify(exported));
    await succeeded(project.pulumi("stack", "import", "--file", file));
    project.declare({ Container: { ...DECLARED.Container, [name]: PRETENDED } });
  }
});

const PRETENDED = {
  envs: ["A=2"],
  labels: [{ label: "a", value: "2" }],
  volumes: [{ containerPath: "/w" }],
};
