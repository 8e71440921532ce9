/** What somebody made by hand comes under the program's care without being touched. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { dockerProvider } from "../../../stand-ins/docker/definition.ts";
import { Provider } from "../../../stand-ins/kit/provider.ts";
import { docker, DockerProject, TEST_IMAGE } from "../../kit/docker.ts";
import type { Declared, Steps } from "../../kit/docker.ts";
import { succeeded } from "../../kit/engine.ts";

const CANARY = "bev_test_canary_env";

describe("an import", () => {
  const project = new DockerProject("import");
  const ids: Record<string, string> = {};
  let first: Steps;

  beforeAll(async () => {
    await project.init();
    const name = (of: string) => ["--name", project.nameOf(of)];
    ids["zone"] = await docker(
      ...["network", "create", "--subnet", "172.29.249.0/24", "--label", "a=1"],
      project.nameOf("zone"),
    );
    ids["data"] = await docker("volume", "create", "--label", "a=1", project.nameOf("data"));
    ids["image"] =
      (await docker("image", "inspect", "--format", "{{.Id}}", TEST_IMAGE)) + TEST_IMAGE;
    ids["plain"] = await docker("run", "--detach", ...name("plain"), TEST_IMAGE);
    ids["stopped"] = await docker("create", ...name("stopped"), TEST_IMAGE);
    ids["full"] = await docker(
      ...["run", "--detach", ...name("full"), "--env", `TOKEN=${CANARY}`, "--label", "a=1"],
      ...["--volume", `${project.nameOf("data")}:/data`, "--volume", "/etc:/config:ro"],
      ...["--mount", `type=volume,source=${project.nameOf("data")},target=/again`],
      ...["--publish", "127.0.0.1:18090:80", "--memory", "64m", "--memory-swap", "64m"],
      ...["--cpus", "0.5", "--cap-drop", "ALL", "--cap-add", "CHOWN", "--read-only"],
      ...["--tmpfs", "/tmp:size=1m", "--ulimit", "core=0:0", "--restart", "unless-stopped"],
      ...["--security-opt", "no-new-privileges:true", "--user", "1000:1000", "--init"],
      ...["--health-cmd", "true", "--health-interval", "90s", "--stop-timeout", "5"],
      ...["--log-driver", "json-file", "--log-opt", "max-size=1m", "--hostname", "full"],
      ...[TEST_IMAGE, "sleep", "2000"],
    );
    await docker(
      ...["network", "connect", "--alias", "full", "--ip", "172.29.249.9"],
      ...[project.nameOf("zone"), project.nameOf("full")],
    );
    first = await project.declare(declared()).up();
  });
  afterAll(() => project.discard());

  it("takes what is there, by its id", async () => {
    expect(first.code).toBe(0);
    for (const [name, id] of Object.entries(ids)) {
      expect(project.resource(name)?.id).toBe(id);
    }
  });

  it("changes nothing, neither now nor after a refresh", async () => {
    expect((await project.preview("--refresh")).steps).toEqual([]);
  });

  it("replaces nothing: only what the container does not know of itself is updated", () => {
    expect(first.changes).toEqual({
      image: { keepLocally: "add" },
      stopped: { mustRun: "delete" },
      full: { destroyGraceSeconds: "add", removeVolumes: "delete" },
    });
  });

  it("does not start, nor remove, a container that is stopped", async () => {
    const { Id, State } = await project.inspect("stopped");
    expect({ Id, Status: State.Status }).toEqual({ Id: ids["stopped"], Status: "created" });
  });

  it("by pulumi import keeps the environment secret", async () => {
    const name = ["--name", project.nameOf("cli"), "--env", `TOKEN=${CANARY}`];
    const id = await docker("run", "--detach", ...name, TEST_IMAGE);
    const target = ["docker:index/container:Container", "cli", id];
    const flags = ["--yes", "--skip-preview", "--protect=false", "--generate-code=false"];
    await succeeded(project.pulumi("import", ...target, ...flags));
    const { inputs, outputs } = project.resource("cli") ?? {};
    expect(inputs).toMatchObject({ image: TEST_IMAGE, command: ["sleep", "1000"] });
    for (const envs of [inputs?.["envs"], outputs?.["envs"]]) {
      expect(envs).toHaveProperty("ciphertext");
    }
  });

  it("refuses what is no id, such as a container's name", async () => {
    const id = project.nameOf("plain");
    const wrong = { name: id, image: TEST_IMAGE };
    project.write(
      "index.ts",
      `import * as docker from "@pulumi/docker";
      new docker.Container("wrong", ${JSON.stringify(wrong)}, { import: "${id}" });`,
    );
    const { code, errors } = await project.preview();
    expect(code).not.toBe(0);
    expect(errors[0]).toBe(`Preview failed: resource '${id}' does not exist`);
  });

  it.each([
    ["network:Network", "bev_test_nowhere"],
    ["volume:Volume", "bev_test_nowhere"],
    ["remoteImage:RemoteImage", TEST_IMAGE],
    ["remoteImage:RemoteImage", `sha256:${"0".repeat(64)}${TEST_IMAGE}`],
    ["container:Container", "0".repeat(64)],
  ])("finds no %s by the id %s", async (type, id) => {
    const definition = dockerProvider("5.2.0");
    await definition.configure({});
    const provider = new Provider(definition, { log: () => undefined });
    const call = { urn: "", timeout: 0 };
    expect(await provider.read(`docker:index/${type}`, id, {}, undefined, call)).toBeUndefined();
  });

  function declared(): Declared {
    const options = (name: string) => ({ options: { import: ids[name] } });
    return {
      Network: {
        zone: {
          ipamConfigs: [{ subnet: "172.29.249.0/24" }],
          labels: [{ label: "a", value: "1" }],
          ...options("zone"),
        },
      },
      Volume: { data: { labels: [{ label: "a", value: "1" }], ...options("data") } },
      RemoteImage: { image: { name: TEST_IMAGE, keepLocally: true, ...options("image") } },
      Container: {
        plain: { command: undefined, ...options("plain") },
        stopped: { command: undefined, mustRun: false, ...options("stopped") },
        full: {
          envs: [`TOKEN=${CANARY}`],
          labels: [{ label: "a", value: "1" }],
          volumes: [
            { volumeName: project.nameOf("data"), containerPath: "/data" },
            { hostPath: "/etc", containerPath: "/config", readOnly: true },
          ],
          mounts: [{ type: "volume", source: project.nameOf("data"), target: "/again" }],
          networkMode: "bridge",
          networksAdvanced: [
            { name: project.nameOf("zone"), aliases: ["full"], ipv4Address: "172.29.249.9" },
          ],
          ports: [{ internal: 80, external: 18090, ip: "127.0.0.1", protocol: "tcp" }],
          memory: 64,
          memorySwap: 64,
          cpus: "0.5",
          capabilities: { adds: ["CAP_CHOWN"], drops: ["ALL"] },
          readOnly: true,
          tmpfs: { "/tmp": "size=1m" },
          ulimits: [{ name: "core", soft: 0, hard: 0 }],
          restart: "unless-stopped",
          securityOpts: ["no-new-privileges:true"],
          user: "1000:1000",
          init: true,
          healthcheck: { tests: ["CMD-SHELL", "true"], interval: "1m30s" },
          stopTimeout: 5,
          logDriver: "json-file",
          logOpts: { "max-size": "1m" },
          hostname: "full",
          command: ["sleep", "2000"],
          destroyGraceSeconds: 1,
          removeVolumes: false,
          ...options("full"),
        },
      },
    };
  }
});
