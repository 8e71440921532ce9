/** Images: found, pulled by digest from a registry that wants credentials, kept or removed. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { hashSync } from "bcryptjs";
import { stringify } from "yaml";
import { docker, DockerProject, exists, TEST_IMAGE } from "../../kit/docker.ts";
import type { Steps } from "../../kit/docker.ts";
import { answered, run } from "../../kit/engine.ts";
import { freePort } from "../../kit/processes.ts";

const AUTH = { username: "bev", password: "bev_test_password" };

describe("images", () => {
  const project = new DockerProject("images");
  let registry: ChildProcess;
  let address: string;
  let pinned: { kept: string; removed: string };
  let first: Steps;

  beforeAll(async () => {
    await project.init();
    ({ registry, address } = await startRegistry(project.directory));
    pinned = { kept: await push("kept"), removed: await push("removed") };
    project.declare({
      ...provider(),
      RemoteImage: {
        local: { name: TEST_IMAGE, keepLocally: true },
        kept: { name: pinned.kept, keepLocally: true },
        removed: { name: pinned.removed, keepLocally: false },
      },
      Container: { web: { image: pinned.kept } },
    });
    first = await project.up();
  });
  afterAll(async () => {
    await project.discard();
    registry.kill();
    await run("docker", ["rmi", pinned.kept, pinned.removed]);
  });

  it("pulls by digest what is not there, with the provider's credentials", async () => {
    expect(first.code).toBe(0);
    for (const name of ["kept", "removed"] as const) {
      const { outputs } = project.resource(name) ?? {};
      expect(outputs).toMatchObject({
        imageId: await docker("image", "inspect", "--format", "{{.Id}}", pinned[name]),
        repoDigest: pinned[name].replace(":1@", "@"),
      });
    }
  });

  it("runs a container of the pinned image, and shows no change afterwards", async () => {
    expect((await project.inspect("web")).Config["Image"]).toBe(pinned.kept);
    expect((await project.preview("--refresh")).steps).toEqual([]);
  });

  it("finds a local image without asking a registry", async () => {
    const { id, outputs } = project.resource("local") ?? {};
    const imageId = await docker("image", "inspect", "--format", "{{.Id}}", TEST_IMAGE);
    expect({ id, outputs }).toMatchObject({
      id: imageId + TEST_IMAGE,
      outputs: { imageId, repoDigest: "" },
    });
  });

  it("says which image the registry lacks, and that it refuses wrong credentials", async () => {
    const absent = `${address}/absent:1`;
    project.declare({ ...provider(), RemoteImage: { absent: { name: absent } } });
    const { errors } = await project.up("--target", "**::absent");
    expect(errors[0]).toBe(
      `Unable to read Docker image into resource: unable to pull image ${absent}: manifest for ` +
        `${absent} not found: manifest unknown: manifest unknown`,
    );
    project.declare({ ...provider("wrong"), RemoteImage: { absent: { name: absent } } });
    const refused = await project.up("--target", "**::absent");
    expect(refused.errors[0]).toBe(
      `Unable to read Docker image into resource: unable to pull image ${absent}: ` +
        "unauthorized: authentication required",
    );
  });

  it("removes or keeps the image with its resource, as keepLocally says", async () => {
    project.declare(provider());
    expect(await project.up()).toMatchObject({ code: 0 });
    expect(await exists("image", pinned.kept)).toBe(true);
    expect(await exists("image", pinned.removed)).toBe(false);
    expect(await exists("image", TEST_IMAGE)).toBe(true);
  });

  function provider(password = AUTH.password) {
    const registryAuth = [{ address: `http://${address}`, ...AUTH, password }];
    return { Provider: { host: "unix:///var/run/docker.sock", registryAuth } };
  }

  /** Pushes the test image under a name of its own, removes it here, and answers where it is. */
  async function push(name: string): Promise<string> {
    const reference = `${address}/${name}:1`;
    const config = path.join(project.directory, "docker");
    const auth = Buffer.from(`${AUTH.username}:${AUTH.password}`).toString("base64");
    mkdirSync(config, { recursive: true });
    writeFileSync(
      path.join(config, "config.json"),
      JSON.stringify({ auths: { [address]: { auth } } }),
    );
    // A layer of its own, or removing one image would only untag what the other one has.
    const change = ["--change", `LABEL name=${name}`];
    await docker("commit", ...change, await base(), reference);
    await answered(run("docker", ["--config", config, "push", reference]));
    const digest = await docker(
      "image",
      "inspect",
      "--format",
      "{{index .RepoDigests 0}}",
      reference,
    );
    await docker("rmi", reference);
    return `${reference}@${digest.split("@")[1] ?? ""}`;
  }

  async function base(): Promise<string> {
    const name = project.nameOf("base");
    if (!(await exists("container", name))) await docker("create", "--name", name, TEST_IMAGE);
    return name;
  }
});

async function startRegistry(
  directory: string,
): Promise<{ registry: ChildProcess; address: string }> {
  const address = `127.0.0.1:${String(await freePort())}`;
  const users = path.join(directory, "users");
  const config = path.join(directory, "registry.yml");
  writeFileSync(users, `${AUTH.username}:${hashSync(AUTH.password, 4)}\n`);
  writeFileSync(
    config,
    stringify({
      version: 0.1,
      log: { level: "error", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: path.join(directory, "registry") } },
      auth: { htpasswd: { realm: "test", path: users } },
      http: { addr: address },
    }),
  );
  const registry = spawn("docker-registry", ["serve", config], { stdio: "ignore" });
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(`http://${address}/v2/`).catch(() => undefined);
    if (answer) return { registry, address };
    await sleep(100);
  }
  throw new Error(`docker-registry does not answer at ${address}`);
}
