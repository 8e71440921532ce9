/** Runs scripts in the servers of a failover, moves the proxy before them, and starts and stops them. */
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../src/lib/error.ts";
import { FENCE } from "../../src/software/postgres/lease.ts";
import { dockerOn, lastLines, pipePrograms, runProgram } from "../command.ts";
import type { Command } from "../command.ts";
import { TIMEOUT_MS } from "../engine-note.ts";
import type { Pair, Server } from "./pair.ts";

/** A server that stops in order sends its replica what was committed; one that cannot is killed then. */
const STOP_SECONDS = 10;
const POLL_MS = 1000;
const LIVE_MS = 5 * 60_000;

/** A script in the server's container; it comes by its input, so that no list of processes shows it. */
export async function inServer(
  { engine, container }: Server,
  script: string,
  args: readonly string[] = [],
): Promise<string> {
  const { code, stdout, stderr } = await runProgram(
    "docker",
    ["exec", "--interactive", container, "sh", "-s", "--", ...args],
    { env: { DOCKER_HOST: engine }, input: script },
  );
  if (code === 0) return stdout.trim();
  throw new UserError(`${container}: ${lastLines(stderr || stdout)}`);
}

/** Undefined where the Engine answers; else why not. */
export async function whyAway({ engine }: Server): Promise<string | undefined> {
  const { code, stderr } = await runProgram("docker", ["version", "--format", "{{.Server.Os}}"], {
    ...{ env: { DOCKER_HOST: engine }, timeout: TIMEOUT_MS },
  });
  if (code === 0) return undefined;
  // The last line; where ssh failed, the client of Docker puts its own long command before what ssh said.
  const said = stderr.trim().replace(/^[^]*(?:\n|stderr=)/, "");
  return said === "" ? `no answer in ${String(TIMEOUT_MS / 1000)} s` : said;
}

/** Sends clients to a node's server, or to none; their connections to another one end. */
export async function point({ proxy }: Pair, to: string): Promise<void> {
  await dockerOn(proxy.engine, "exec", proxy.container, "sh", proxy.point, to);
}

/**
 * Stops the server, also one that stands still, and has each later start ask first. Docker does not start again what was
 * stopped, and the lease holds what is started nevertheless.
 */
export async function fence(server: Server): Promise<void> {
  const { engine, container } = server;
  const time = ["--time", String(STOP_SECONDS)];
  await dockerOn(engine, "container", "stop", ...time, container);
  await inVolume(server, FENCE);
}

/** A script in a container of its own, with the volumes, user and variables of one that is stopped. */
export async function inVolume(server: Server, script: string): Promise<string> {
  return dockerOn(server.engine, "run", ...(await besideArgs(server, script)));
}

/** The same with the output of a command as its input; what it prints. */
export async function pipeIntoVolume(
  source: Command,
  server: Server,
  script: string,
  tell: (bytes: number) => void,
): Promise<void> {
  const args = ["run", "--interactive", ...(await besideArgs(server, script))];
  await pipePrograms(source, ["docker", args, { DOCKER_HOST: server.engine }], tell);
}

async function besideArgs({ engine, container }: Server, script: string): Promise<string[]> {
  const format = "{{.Image}} {{.Config.User}} {{.State.Running}} {{json .Config.Env}}";
  const said = await dockerOn(engine, "container", "inspect", "--format", format, container);
  const [image = "", user = "", running = ""] = said.split(" ");
  if (running !== "false") {
    throw new UserError(
      `${container}: must be stopped, runs; run docker --host ${engine} stop ${container}`,
    );
  }
  const variables = JSON.parse(said.slice(said.indexOf("["))) as string[];
  const kept = variables.filter((one) => /^(PGDATA|POSTGRES_USER|PATH)=/.test(one));
  return [
    ...["--rm", "--init", "--network=none", `--user=${user}`, "--read-only"],
    ...["--cap-drop=ALL", "--security-opt=no-new-privileges:true", "--label=bev.role=failover"],
    ...["--tmpfs=/tmp:rw,mode=1777", "--volumes-from", container],
    ...kept.flatMap((variable) => ["--env", variable]),
    ...["--entrypoint=sh", image, "-c", script],
  ];
}

/** Until it takes connections. */
export async function startLive({ engine, container }: Server): Promise<void> {
  await dockerOn(engine, "container", "start", container);
  const end = Date.now() + LIVE_MS;
  const ready = ["exec", container, "sh", "-c", 'pg_isready -q -h 127.0.0.1 -U "$POSTGRES_USER"'];
  for (;;) {
    const { code } = await runProgram("docker", ready, { env: { DOCKER_HOST: engine } });
    if (code === 0) return;
    if (Date.now() > end) {
      throw new UserError(
        `${container}: must take connections in ${String(LIVE_MS / 60_000)} minutes, does not; ` +
          `see docker --host ${engine} logs --tail 50 ${container}`,
      );
    }
    await sleep(POLL_MS);
  }
}
