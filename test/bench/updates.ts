/**
 * A first `bev up --local` of many containers that are alike, until the last is live, beside `docker-compose` with the
 * same containers until Docker calls the last one healthy. Then `bev drift` of them. It needs Docker and docker-compose.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import { containerName } from "../../src/lib/names.ts";
import { docker } from "../kit/docker-engine.ts";
import type { Inspected } from "../kit/docker-engine.ts";
import { answered, run, succeeded } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";

export interface Updates {
  containers: number;
  /** Seconds by the clock, each from its command to the last container. */
  up: number;
  compose: number;
  drift: number;
}

const NODE = "oracle1";
const PROJECT = "bev-bench";

/** @param directory one of its own, for the compose file */
export async function compareUpdates(directory: string, containers: number): Promise<Updates> {
  const program = new LocalProgram("bev-bench-up-");
  const names = Array.from({ length: containers + 1 }, (_, index) => `bench-${String(index)}`);
  const up = ["up", "--local", NODE, "--only"];
  try {
    program.change({ added: names.map(row) });
    // Image, network and record of the stack are there before either begins.
    await succeeded(program.bev(...up, "bench-0"));
    const ofBev = await seconds(() => succeeded(program.bev(...up, names.join(","))));
    const drift = await seconds(() => succeeded(program.bev("drift", "--local", NODE)));
    const found = await inspected(names.slice(1));
    // Their image stays, which compose needs.
    await docker("rm", "--force", ...found.map(({ Id }) => Id));
    return { containers, up: ofBev, compose: await composed(directory, found), drift };
  } finally {
    await program.bev("down");
    program.remove();
  }
}

function row(name: string): ServiceSpec {
  return {
    ...{ name, node: NODE, family: "workflow", image: "redis" },
    resources: { cpu: 0.1, memory: 16 },
    health: { command: ["redis-cli", "ping"] },
    volumes: [{ name: "data", path: "/data", backup: "file-copy" }],
  };
}

async function inspected(names: readonly string[]): Promise<Inspected[]> {
  const containers = names.map((name) => containerName(`bev_${NODE}_`, name));
  return JSON.parse(await docker("inspect", ...containers)) as Inspected[];
}

async function composed(directory: string, containers: readonly Inspected[]): Promise<number> {
  const file = path.join(directory, "docker-compose.json");
  writeFileSync(file, JSON.stringify(composeFile(containers)));
  const compose = (...args: string[]) =>
    answered(run("docker-compose", ["--file", file, "--project-name", PROJECT, ...args]));
  try {
    return await seconds(async () => {
      await compose("up", "--detach");
      const filter = ["--filter", `label=com.docker.compose.project=${PROJECT}`];
      const healthy = () => docker("ps", "--quiet", ...filter, "--filter", "health=healthy");
      while ((await healthy()).split("\n").filter(Boolean).length < containers.length)
        await sleep(250);
    });
  } finally {
    await compose("down", "--volumes");
  }
}

/** The same image, user, limits and health check, without what only this program adds. */
function composeFile(containers: readonly Inspected[]): object {
  const services = containers.map(({ Config, HostConfig }, index) => {
    const check = Config["Healthcheck"] as Record<string, unknown>;
    const milliseconds = (key: string): string => `${String(Number(check[key]) / 1e6)}ms`;
    const service = {
      image: Config["Image"],
      user: Config["User"],
      read_only: HostConfig["ReadonlyRootfs"],
      cap_drop: HostConfig["CapDrop"],
      mem_limit: HostConfig["Memory"],
      healthcheck: {
        test: check["Test"],
        retries: check["Retries"],
        interval: milliseconds("Interval"),
        timeout: milliseconds("Timeout"),
        start_period: milliseconds("StartPeriod"),
      },
    };
    return [`bench-${String(index)}`, service];
  });
  return { version: "2.4", services: Object.fromEntries(services) as object };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
