/** What this layer needs of the machine: root, an Engine, some programs and images. */
import { existsSync } from "node:fs";
import { ensureArchive, planRecipe } from "../../lab/images/build.ts";
import type { Plan } from "../../lab/images/build.ts";
import { planDouble } from "../../lab/images/double.ts";
import { ensureProgram } from "../kit/image-program.ts";
import { images } from "../../src/catalog/images.ts";
import { ensureTestImage } from "../kit/docker-engine.ts";
import { run } from "../kit/engine.ts";
import { requirePrograms } from "../kit/layer.ts";
import { ensurePostgresImage } from "../kit/postgres.ts";

/** Programs that the tests call, and the Debian package that has each. */
const PACKAGES = {
  busybox: "busybox-static",
  "docker-registry": "docker-registry",
  mmdebstrap: "mmdebstrap",
  openssl: "openssl",
  ps: "procps",
};

const REAL = [
  ...[
    "redis",
    "haproxy",
    "nginx",
    "postgres",
    "vault",
    "neo4j",
    "kafka",
    "rabbitmq",
    "prometheus",
    "alertmanager",
  ],
] as const;
const DOUBLES = ["alert-system"];

/** @throws Error with one line that says what the tests cannot make themselves, and how to get it */
export async function checkMachine(): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new Error(
      `must run as root, runs as user ${String(process.getuid?.() ?? "unknown")}; use sudo -E npm run test:docker`,
    );
  }
  const host = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
  if ((await run("docker", ["version"])).code !== 0) {
    throw new Error(
      `must reach a Docker Engine, ${host} does not answer; install docker.io and start dockerd, or set DOCKER_HOST`,
    );
  }
  requirePrograms(PACKAGES);
}

/** In the cache and, where a test runs it itself, on the Engine: no test waits for a build. */
export async function makeImages(report: (line: string) => void): Promise<void> {
  const plans = [...REAL.map((name) => recipe(name)), ...DOUBLES.map((name) => planDouble(name))];
  for (const plan of plans) {
    if (existsSync(plan.archive)) continue;
    report(`building ${plan.name}`);
    await ensureArchive(plan, (detail) => report(`building ${plan.name}: ${detail}`));
  }
  for (const name of ["vault", "victoriaLogs", "log-shipper"]) await ensureProgram(name);
  await ensureTestImage();
  await ensurePostgresImage();
}

function recipe(name: (typeof REAL)[number]): Plan {
  const plan = planRecipe(name, images[name]);
  if (!plan) throw new Error(`${name}: there is no recipe for its image`);
  return plan;
}
