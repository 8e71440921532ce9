/** A container's change: stopped, removed, then created again, with no way back. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { docker, DockerProject, exists } from "../../kit/docker.ts";
import type { Inspected, Steps } from "../../kit/docker.ts";
import { run, succeeded } from "../../kit/engine.ts";
import { takesTurns } from "../../kit/turns.ts";

// Killed updates look for volumes without a name that no container has, and this file leaves one.
takesTurns();

describe("a replaced container", () => {
  const project = new DockerProject("replace");
  const names = ["graceful", "hasty", "keeping", "removing"];
  let before: Record<string, Inspected>;
  let after: Record<string, Inspected>;
  let change: Steps;
  let begun: number;

  beforeAll(async () => {
    await project.init();
    await succeeded(project.declare(declared("1")).up());
    before = await inspectAll();
    begun = Date.now();
    change = await project.declare(declared("2")).up();
    after = await inspectAll();
  });
  afterAll(async () => {
    const anonymous = [...Object.values(before), ...Object.values(after)].flatMap(scratch);
    await project.discard();
    await run("docker", ["volume", "rm", ...anonymous]);
  });

  it("is deleted before its replacement is created", () => {
    for (const name of names) {
      const steps = change.steps.filter((step) => step.endsWith(` ${name}`));
      expect(steps).toEqual([`delete-replaced ${name}`, `create-replacement ${name}`]);
    }
  });

  it("is another container with the new value", () => {
    for (const name of names) {
      expect(after[name]?.Id).not.toBe(before[name]?.Id);
      expect(after[name]?.Config["Env"]).toContain("A=2");
    }
  });

  it("is gone from the Engine before the other one is there", async () => {
    const events = await docker(
      ...["events", "--since", seconds(begun), "--until", seconds(Date.now())],
      ...["--filter", `container=${project.nameOf("graceful")}`, "--format", "{{.Action}}"],
    );
    const order = events.split("\n").filter((action) => !action.startsWith("exec_"));
    expect(order).toEqual(["kill", "die", "stop", "destroy", "create", "start"]);
  });

  it("has its grace time to end by itself", async () => {
    expect(await marked("graceful")).toBe(true);
  });

  it("is killed at once without a grace time", async () => {
    expect(await marked("hasty")).toBe(false);
  });

  it("loses its anonymous volumes", async () => {
    const [name = ""] = scratch(before["removing"]);
    expect(name).toMatch(/^[0-9a-f]{64}$/);
    expect(await exists("volume", name)).toBe(false);
  });

  it("leaves its anonymous volumes where removeVolumes is false", async () => {
    const [name = ""] = scratch(before["keeping"]);
    expect(await exists("volume", name)).toBe(true);
    expect(scratch(after["keeping"])).not.toContain(name);
  });

  async function inspectAll(): Promise<Record<string, Inspected>> {
    const found = await Promise.all(names.map((name) => project.inspect(name)));
    return Object.fromEntries(names.map((name, index) => [name, found[index] as Inspected]));
  }

  async function marked(name: string): Promise<boolean> {
    const probe = ["exec", project.nameOf("removing"), "cat", `/log/${name}`];
    return (await run("docker", probe)).stdout === "stopped\n";
  }

  function declared(value: string) {
    const envs = [`A=${value}`];
    const log = { volumeName: project.nameOf("log"), containerPath: "/log" };
    const trap = (name: string) => ({
      envs,
      volumes: [log],
      command: [
        ...["sh", "-c"],
        `trap "sleep 1; echo stopped > /log/${name}; exit" TERM; while true; do sleep 1 & wait $!; done`,
      ],
    });
    const volumes = [{ containerPath: "/scratch" }, log];
    return {
      Volume: { log: {} },
      Container: {
        graceful: { ...trap("graceful"), destroyGraceSeconds: 10 },
        hasty: trap("hasty"),
        keeping: { envs, volumes, removeVolumes: false },
        removing: { envs, volumes },
      },
    };
  }
});

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** The names of a container's anonymous volumes. */
function scratch(container: Inspected | undefined): string[] {
  return (container?.Mounts ?? []).flatMap(({ Destination, Name }) =>
    Destination === "/scratch" && Name ? [Name] : [],
  );
}
