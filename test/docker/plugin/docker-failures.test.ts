/** Containers that cannot be created, started or waited for. */
import net from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { docker, DockerProject, exists, TEST_IMAGE } from "../../kit/docker.ts";
import type { Steps } from "../../kit/docker.ts";

const HEALTHCHECK = { tests: ["CMD", "false"], interval: "1s", timeout: "1s", retries: 1 };
const ABSENT = "127.0.0.1:1/absent:1";

describe("a container that fails", () => {
  const project = new DockerProject("failures");
  const listener = net.createServer();
  let port: number;
  let holder: string;
  let first: Steps;

  beforeAll(async () => {
    await project.init();
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    port = (listener.address() as net.AddressInfo).port;
    const name = project.nameOf("conflicting");
    holder = await docker("run", "--detach", "--name", name, TEST_IMAGE);
    project.declare({
      Container: {
        conflicting: {},
        imageless: { image: ABSENT },
        refused: { restart: "sometimes" },
        pathless: { volumes: [{ volumeName: project.nameOf("data") }] },
        ...kept(),
        exiting: { command: ["false"] },
        ending: { command: ["false"], mustRun: false },
      },
    });
    first = await project.up("--continue-on-error");
  });
  afterAll(async () => {
    listener.close();
    await project.discard();
  });

  it.each([
    [
      "conflicting",
      () =>
        `Unable to create container: Conflict. The container name "/${project.nameOf("conflicting")}" ` +
        `is already in use by container "${holder}". You have to remove (or rename) that container ` +
        "to be able to reuse that name.",
    ],
    [
      "imageless",
      () =>
        `Unable to create container with image ${ABSENT}: unable to pull image ${ABSENT}: Get ` +
        '"http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
    ],
    ["refused", () => "Unable to create container: invalid restart policy 'sometimes'"],
    [
      "pathless",
      () => "Unable to parse volumes: volume entry without container path or source container",
    ],
    ["exiting", () => "container exited immediately"],
  ])("is not there when it cannot be created: %s", async (name, message) => {
    expect(first.errors).toContain(message());
    expect(first.steps).toContain(`create ${name} failed`);
    expect(project.resource(name)).toBeUndefined();
    if (name !== "conflicting") expect(await exists("container", project.nameOf(name))).toBe(false);
  });

  it.each([
    ["unhealthy", () => "container failed to be in healthy state"],
    [
      "portless",
      () =>
        "Unable to start container: driver failed programming external connectivity on endpoint " +
        `${project.nameOf("portless")} (<id>): Error starting userland proxy: listen tcp4 ` +
        `127.0.0.1:${String(port)}: bind: address already in use`,
    ],
    ["lost", () => "Unable to start container: network bev_test_nowhere not found"],
  ])("stays in the state with the reason when it fails later: %s", async (name, message) => {
    const resource = project.resource(name);
    expect(resource?.initErrors?.map(withoutIds)).toEqual([message()]);
    expect(resource?.id).toBe((await project.inspect(name)).Id);
  });

  it("may end at once where it need not run", async () => {
    expect(project.resource("ending")?.outputs).toMatchObject({ exitCode: 1 });
    expect((await project.inspect("ending")).State.Status).toBe("exited");
  });

  it("is taken for good by the second up, though nothing became of it", async () => {
    const ids = await Promise.all(Object.keys(kept()).map(idOf));
    const { code, steps } = await project.declare({ Container: kept() }).up();
    expect(code).toBe(0);
    expect(steps).toEqual(
      expect.arrayContaining(["update lost", "update portless", "update unhealthy"]),
    );
    expect(await Promise.all(Object.keys(kept()).map(idOf))).toEqual(ids);
    expect((await project.inspect("unhealthy")).State.Health?.Status).toBe("unhealthy");
    expect((await project.inspect("portless")).State.Status).toBe("created");
    expect(project.resource("portless")?.initErrors).toBeUndefined();
  });

  function kept() {
    return {
      unhealthy: { healthcheck: HEALTHCHECK, wait: true, waitTimeout: 2 },
      portless: { ports: [{ internal: 80, external: port, ip: "127.0.0.1" }] },
      lost: { networksAdvanced: [{ name: "bev_test_nowhere" }] },
    };
  }

  async function idOf(name: string): Promise<string> {
    return (await project.inspect(name)).Id;
  }
});

function withoutIds(text: string): string {
  return text.replace(/[0-9a-f]{64}/g, "<id>");
}
