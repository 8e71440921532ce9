/** Where the Engine is: a socket, a TCP port, the far end of ssh. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DockerProject, exists } from "../../kit/docker.ts";
import { answered, run, succeeded } from "../../kit/engine.ts";
import { ask } from "../../kit/patience.ts";

/** The last argument is the command for the far end; here it is this machine. */
const FORWARD = 'for command; do :; done; sh -c "$command"';
const SOCKET = "/var/run/docker.sock";

describe("a provider", () => {
  const project = new DockerProject("provider");

  beforeAll(() => project.initWithoutDocker());
  afterAll(() => project.discard());

  it("fails a preview when nothing answers at its socket", async () => {
    const host = "unix:///nowhere/docker.sock";
    const { code, errors } = await project.declare(volumeOn({ host })).preview();
    expect(code).not.toBe(0);
    expect(errors[0]).toContain(
      `failed to connect to any docker daemon: ${host}: connect ENOENT /nowhere/docker.sock; ` +
        "start the Docker Engine there, or set another host",
    );
  });

  it("refuses an argument that it does not implement by name", async () => {
    const provider = { host: "ssh://thanos", certPath: "/certs" };
    const { errors } = await project.declare(volumeOn(provider)).preview();
    expect(errors[0]).toContain("certPath: not implemented by this stand-in");
  });
});

describe("a provider over TCP", () => {
  const project = new DockerProject("tcp");
  const proxy = net.createServer((client) => {
    const engine = net.connect(SOCKET);
    client.pipe(engine).pipe(client);
    client.on("error", () => engine.destroy());
    engine.on("error", () => client.destroy());
  });

  beforeAll(async () => {
    await project.init();
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  });
  afterAll(async () => {
    await project.discard();
    proxy.close();
  });

  it("reaches the Engine", async () => {
    const { port } = proxy.address() as net.AddressInfo;
    const host = `tcp://127.0.0.1:${String(port)}`;
    await succeeded(project.declare(volumeOn({ host })).up());
    expect(await exists("volume", project.nameOf("data"))).toBe(true);
  });
});

describe("a provider over ssh", () => {
  const project = new DockerProject("ssh");
  const bin = path.join(project.directory, "bin");
  const log = path.join(project.directory, "ssh.log");
  const sshOpts = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=5"];
  const host = "ssh://operator@thanos:2222";

  beforeAll(async () => {
    mkdirSync(bin);
    project.environment["PATH"] = `${bin}${path.delimiter}${process.env["PATH"] ?? ""}`;
    await project.init();
  });
  afterAll(async () => {
    ssh(FORWARD);
    await project.discard();
  });

  it("previews without a word to the host", async () => {
    ssh("exit 255");
    const { code, steps } = await project.declare(volumeOn({ host, sshOpts })).preview();
    expect({ code, steps }).toEqual({ code: 0, steps: ["create data"] });
    expect(existsSync(log)).toBe(false);
  });

  it("fails an up with what ssh says of the host", async () => {
    const complaint = "ssh: connect to host thanos port 2222: Connection timed out";
    ssh(`echo "${complaint}" >&2; exit 255`);
    const { code, errors } = await project.up();
    expect(code).not.toBe(0);
    expect(errors[0]).toBe(`Unable to create volume: ${complaint}`);
  });

  it("reaches the Engine, with the options, the user and the port", async () => {
    ssh(FORWARD);
    project.declare({ ...volumeOn({ host, sshOpts }), Container: { web: { envs: ["A=1"] } } });
    await succeeded(project.up());
    expect((await project.inspect("web")).State.Running).toBe(true);
    const calls = new Set(readFileSync(log, "utf8").trim().split("\n"));
    expect([...calls]).toEqual([
      "-o BatchMode=yes -o ConnectTimeout=5 -T -l operator -p 2222 -- thanos docker system dial-stdio",
    ]);
  });

  it("leaves no process behind", async () => {
    expect(await ask(processes, (running) => !running.includes(bin))).not.toContain(bin);
  });

  async function processes(): Promise<string> {
    return (await answered(run("ps", ["-eo", "args"]))).stdout;
  }

  /** What runs as `ssh`: a note of its arguments, then `script`. */
  function ssh(script: string): void {
    const file = path.join(bin, "ssh");
    writeFileSync(file, `#!/bin/sh\necho "$@" >> ${log}\n${script}\n`);
    chmodSync(file, 0o755);
  }
});

function volumeOn(provider: Record<string, unknown>) {
  return { Provider: provider, Volume: { data: {} } };
}
