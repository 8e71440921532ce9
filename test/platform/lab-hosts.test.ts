/** `bev lab hosts`: three hosts on one machine, used as production's are. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkMachine } from "../../lab/hosts.ts";
import { labNodes, RUNTIME } from "../../lab/node.ts";
import { SSH_PATH } from "../../lab/ssh.ts";
import { describeUnless, DockerProject, ensureTestImage, noDocker, TEST_IMAGE } from "../kit/docker.ts";
import { copyProgram, run, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { takesTurns } from "../kit/turns.ts";

takesTurns();

const THANOS = "100.122.12.53";
const PAGE = `http://${THANOS}:8080/page`;
const SERVER = ["sh", "-c", "echo hello >/tmp/page; exec httpd -f -p 80 -h /tmp"];
const env = { PATH: `${SSH_PATH}${path.delimiter}${process.env["PATH"] ?? ""}` };

function lack(): string | undefined {
  try {
    checkMachine();
    return noDocker;
  } catch (error) {
    return (error as Error).message;
  }
}

async function output(program: string, ...args: string[]): Promise<string> {
  return (await succeeded(run(program, args, { env }))).stdout.trim();
}

function onThanos(...args: string[]): Promise<string> {
  return output("docker", "--host", "ssh://thanos", ...args);
}

function pidOf(node: string, program: string): string {
  return readFileSync(path.join(RUNTIME, node, `${program}.pid`), "utf8");
}

/** Without those that have ended and that nobody has asked for their status. */
async function processesOfTheLab(): Promise<string[]> {
  const listed = await output("ps", "-eo", "stat=,args=");
  return listed.split("\n").filter((line) => line.includes(RUNTIME) && !line.startsWith("Z"));
}

describeUnless(lack(), "bev lab hosts", () => {
  const copy = copyProgram();
  const data = path.join(copy.directory, ".bev", "lab");
  let first: Run | undefined;

  function bev(...args: string[]): Promise<Run> {
    return run(process.execPath, ["cli/main.ts", ...args], { cwd: copy.directory });
  }

  function hosts(...args: string[]): Promise<Run> {
    return bev("lab", "hosts", ...args);
  }

  beforeAll(async () => {
    if (existsSync(RUNTIME)) throw new Error(`${RUNTIME}: a lab is up; npx bev lab hosts down`);
    await ensureTestImage();
    first = await hosts("up");
    await output("sh", "-c", `docker save ${TEST_IMAGE} | docker --host ssh://thanos load`);
    const published = ["--publish", `${THANOS}:8080:80`, "--restart", "unless-stopped"];
    const quick = ["--stop-timeout", "1"];
    await onThanos(
      "run",
      "--detach",
      "--name",
      "web",
      ...quick,
      ...published,
      TEST_IMAGE,
      ...SERVER,
    );
  });

  afterAll(async () => {
    if (first) await hosts("down");
    copy.remove();
  });

  it("shows each node with its production address", () => {
    const { output, code } = first ?? { output: "", code: 1 };
    expect(output).toMatch(/oracle1 +100\.96\.197\.84 +answers +\d+\.\S+ +0 of 0 running/);
    expect(output).toMatch(/thanos +100\.122\.12\.53 +answers/);
    expect(output).toMatch(/starlord +100\.122\.12\.54 +answers/);
    expect(code).toBe(0);
  });

  it("reaches three engines by the names of the nodes", async () => {
    const engines = labNodes.map(({ name }) =>
      output("docker", "--host", `ssh://${name}`, "info", "--format", "{{.Name}} {{.ID}}"),
    );
    const answers = (await Promise.all(engines)).map((answer) => answer.split(" "));
    expect(answers.map(([name]) => name)).toEqual(["oracle1", "thanos", "starlord"]);
    expect(new Set(answers.map(([, id]) => id)).size).toBe(3);
  });

  it("reaches a published port from the machine and from another node", async () => {
    const wget = `busybox wget -q -O- ${PAGE}`;
    expect(await output("sh", "-c", wget)).toBe("hello");
    expect(await output("ssh", "oracle1", wget)).toBe("hello");
  });

  it("listens on the nodes' own addresses only", async () => {
    for (const { name, address } of labNodes) {
      const listening = await output("ssh", name, "ss -Hltun | awk '{print $5}'");
      const addresses = listening.split("\n").map((one) => one.replace(/:\d+$/, ""));
      expect(new Set(addresses)).toEqual(new Set([address]));
    }
  });

  it("takes what Pulumi deploys to ssh://thanos", async () => {
    const project = new DockerProject("lab", undefined, env);
    const shared = ["ControlMaster=auto", "ControlPath=~/.ssh/bev-%C", "ControlPersist=5"];
    try {
      await project.init();
      project.declare({
        Provider: { host: "ssh://thanos", sshOpts: shared.flatMap((one) => ["-o", one]) },
        Network: { zone: {} },
        Volume: { data: {} },
        Container: {
          web: {
            networksAdvanced: [{ name: project.nameOf("zone") }],
            volumes: [{ volumeName: project.nameOf("data"), containerPath: "/data" }],
          },
        },
      });
      const steps = ["create zone", "create data", "create web"];
      expect((await project.preview()).steps).toEqual(steps);
      expect((await succeeded(project.up())).code).toBe(0);
      expect(await project.preview("--refresh", "--expect-no-changes")).toMatchObject({
        code: 0,
      });
      expect(await onThanos("ps", "--format", "{{.Names}}")).toContain(project.nameOf("web"));
      // A connection of the same name to production's node is never taken for the lab's.
      expect(readdirSync(path.join(RUNTIME, "ssh")).join(" ")).toMatch(/[0-9a-f]{40}/);
    } finally {
      await project.remove();
    }
    expect(await onThanos("volume", "ls", "--quiet")).toBe("");
  });

  it("takes a service as its node does in production", async () => {
    const up = await bev("up", "--lab", "oracle1", "--only", "redis");
    expect(up.output).toContain("oracle1  live");
    const redis = await output("docker", "--host", "ssh://oracle1", "port", "bev_redis");
    expect(redis).toBe("6379/tcp -> 100.96.197.84:6379");
    const ping = "printf 'PING\\r\\n' | busybox nc -w 2 100.96.197.84 6379";
    expect(await output("ssh", "thanos", ping)).toBe("-NOAUTH Authentication required.");
    const again = await bev("up", "--lab", "oracle1", "--only", "redis");
    expect(again.output).toMatch(/oracle1 +live +none/);
  });

  it("changes nothing when all of it runs", async () => {
    const pids = () => labNodes.map(({ name }) => [pidOf(name, "dockerd"), pidOf(name, "sshd")]);
    const before = pids();
    const again = await hosts("up");
    expect(again.output).toMatch(/thanos .* 1 of 1 running/);
    expect(pids()).toEqual(before);
  });

  it("names the package of a program that is not there", async () => {
    const cli = ["cli/main.ts", "lab", "hosts", "status"];
    const without = await run(process.execPath, cli, { cwd: copy.directory, env: { PATH: "/" } });
    expect(without.output).toContain(
      "error: PATH: must hold docker, does not; install it with apt-get install docker.io",
    );
    expect(without.code).toBe(1);
  });

  it("leaves the lab of another folder alone", async () => {
    const elsewhere = await hosts("up", "--data", "/elsewhere");
    expect(elsewhere.output).toContain(
      `error: ${RUNTIME}/data: must be /elsewhere, is ${data}: a lab with its data there is up; ` +
        "remove it with npx bev lab hosts down",
    );
    expect(elsewhere.code).toBe(1);
  });

  it("heals an engine that was killed, with its containers", async () => {
    const starlord = pidOf("starlord", "dockerd");
    process.kill(Number(pidOf("thanos", "dockerd")), "SIGKILL");
    const healed = await hosts("up");
    expect(healed.output).toMatch(/thanos .* 1 of 1 running/);
    expect(await output("busybox", "wget", "-q", "-O-", PAGE)).toBe("hello");
    expect(pidOf("starlord", "dockerd")).toBe(starlord);
  });

  it("leaves nothing when it goes", async () => {
    const removed = await hosts("down");
    expect(removed.output).toContain("removed: hosts, containers, images, volumes, networks");
    expect(removed.code).toBe(0);
    expect(await output("ip", "netns", "list")).not.toMatch(/bev-(switch|oracle1|thanos|starlord)/);
    expect(await output("ip", "-o", "link")).not.toContain("bev-lab");
    expect(readFileSync("/proc/mounts", "utf8")).not.toMatch(/bev-lab|\.bev\/lab/);
    expect(await processesOfTheLab()).toEqual([]);
    expect([RUNTIME, data].filter((folder) => existsSync(folder))).toEqual([]);
  });
});
