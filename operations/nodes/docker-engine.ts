/** Asks a Docker Engine what runs on it, with the docker command, because that knows ssh:// too. */
import { runProgram } from "../command.ts";
import { formatFault, shown } from "../../src/lib/faults.ts";
import type { FoundContainer } from "../../src/container/comparison.ts";
import type { InspectedContainer, InspectedImage } from "../../src/container/inspected.ts";
import { UserError } from "../../src/lib/error.ts";
import { shellScript } from "../../src/lib/shell-script.ts";
import { NANOSECONDS_PER_MILLISECOND } from "../../src/lib/units.ts";

/** A node that is off must not hold up the answer of the others for long. */
const TIMEOUT_MS = 60_000;

/**
 * The containers of a stack by its label, and those of these names whatever their labels say.
 * @throws UserError when the Engine does not answer
 */
export async function findContainers(
  host: string,
  stack: string,
  names: readonly string[],
): Promise<FoundContainer[]> {
  const labelled = await docker(host, [
    ...["ps", "--all", "--quiet", "--no-trunc", "--filter", `label=bev.stack=${stack}`],
  ]);
  const ids = labelled.split("\n").filter(Boolean);
  const containers = distinct(
    await inspect<InspectedContainer>(host, "container", [...ids, ...names]),
  );
  const images = await inspect<InspectedImage>(
    host,
    "image",
    containers.map(({ Image }) => Image),
  );
  return containers.map((container) => ({
    container,
    image: images.find(({ Id }) => Id === container.Image) ?? goneImage(container.Image),
  }));
}

/** Prints the addresses among its arguments at which nothing accepts a connection. */
const PROBE = shellScript(new URL("probe.sh", import.meta.url)).trim();

/**
 * Those of these `host:port`s that cannot be reached from inside a container's network; asked with
 * the shell of `image`, because the container's own image need not have one.
 * @throws UserError when the Engine does not answer
 */
export async function unreachableFrom(
  host: string,
  container: string,
  image: string,
  addresses: readonly string[],
): Promise<string[]> {
  const hardened = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges:true"];
  const said = await docker(host, [
    ...["run", "--rm", `--network=container:${container}`, "--user=65534:65534", ...hardened],
    ...["--label=bev.role=probe", "--memory=64m", "--pids-limit=16", "--entrypoint=bash"],
    ...[image, "-c", PROBE, "probe", ...addresses],
  ]);
  return said.split("\n").filter(Boolean);
}

/** Whether a container's own check passes now. */
export async function passesCheck(
  host: string,
  { Id, Config: { Healthcheck } }: InspectedContainer,
): Promise<boolean> {
  const [kind, ...words] = Healthcheck?.Test ?? [];
  if (kind !== "CMD") return false;
  const timeout = (Healthcheck?.Timeout ?? 0) / NANOSECONDS_PER_MILLISECOND;
  const options = { env: { DOCKER_HOST: host }, timeout };
  return (await runProgram("docker", ["exec", Id, ...words], options)).code === 0;
}

/** By name or id; what is not there is left out. */
async function inspect<T>(host: string, kind: string, names: readonly string[]): Promise<T[]> {
  const unique = [...new Set(names)];
  if (unique.length === 0) return [];
  return JSON.parse(await docker(host, [kind, "inspect", ...unique], isAbsence)) as T[];
}

/** docker prints what it has found and complains of the rest. */
function isAbsence(complaint: string): boolean {
  const lines = complaint.split("\n").filter(Boolean);
  return lines.length > 0 && lines.every((line) => /No such (container|image|object)/i.test(line));
}

function distinct(containers: readonly InspectedContainer[]): InspectedContainer[] {
  return [...new Map(containers.map((container) => [container.Id, container])).values()];
}

/** Removed by force below a container that still has it. */
function goneImage(id: string): InspectedImage {
  const Config = { Env: null, Labels: null, Cmd: null, Entrypoint: null, Volumes: null };
  return { Id: id, RepoTags: null, RepoDigests: null, Config };
}

async function docker(
  host: string,
  args: readonly string[],
  isHarmless: (complaint: string) => boolean = () => false,
): Promise<string> {
  const options = { env: { DOCKER_HOST: host }, timeout: TIMEOUT_MS };
  const { code, stdout, stderr } = await runProgram("docker", args, options);
  const complaint = stderr.trim();
  if (code === 0 || isHarmless(complaint)) return stdout;
  throw silentEngine(host, complaint || `no answer in ${String(TIMEOUT_MS / 1000)} s`);
}

/** An Engine that cannot be asked, with why. */
export function silentEngine(host: string, reason: string): UserError {
  return new UserError(
    formatFault({
      path: "bev:node.host",
      problem: `must be a Docker Engine that answers, ${shown(host)} does not (${reason})`,
      fix: `make docker --host ${host} version answer from here`,
    }),
  );
}
