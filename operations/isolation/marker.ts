/** What a node remembers while it is isolated: a volume of its Engine, which outlives a restart of either. */
import { UserError } from "../../src/lib/error.ts";
import { dockerOn, runProgram } from "../command.ts";

export interface Isolation {
  since: string;
  reason: string;
  /** Containers that ran before. */
  running: string[];
}

const LABEL = "bev.isolation";
/** A node that is cut off must not hold up `bev status` for as long as ssh would try. */
const TIMEOUT_MS = 10_000;

function markerOf(prefix: string): string {
  return `${prefix}isolation`;
}

/** Undefined where the node is not isolated, and where its Engine does not answer. */
export async function isolationOf(engine: string, prefix: string): Promise<Isolation | undefined> {
  const format = `{{index .Labels "${LABEL}"}}`;
  const args = ["volume", "inspect", "--format", format, markerOf(prefix)];
  const options = { env: { DOCKER_HOST: engine }, timeout: TIMEOUT_MS };
  const { code, stdout } = await runProgram("docker", args, options);
  return code === 0 ? (JSON.parse(stdout) as Isolation) : undefined;
}

/** What an earlier, interrupted isolation has noted stays: by now less is running. */
export async function noteIsolation(
  engine: string,
  prefix: string,
  isolation: Isolation,
): Promise<Isolation> {
  const known = await isolationOf(engine, prefix);
  if (known) return known;
  const label = `${LABEL}=${JSON.stringify(isolation)}`;
  await dockerOn(engine, "volume", "create", "--label", label, markerOf(prefix));
  return isolation;
}

export async function forgetIsolation(engine: string, prefix: string): Promise<void> {
  await dockerOn(engine, "volume", "rm", "--force", markerOf(prefix));
}

/** @throws UserError where the node is isolated: an update would start its services again */
export async function requireOpen(node: string, engine: string, prefix: string): Promise<void> {
  const isolation = await isolationOf(engine, prefix);
  if (!isolation) return;
  throw new UserError(
    `${node}: must not be isolated, is since ${isolation.since} (${isolation.reason}); ` +
      `run npx bev isolate ${node} --undo first`,
  );
}
