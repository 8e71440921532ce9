/**
 * How a node that was lost comes back on an empty Engine. The Engine itself knows how far that is: a volume beside each
 * one that waits for its backup keeps the agent from saving what is empty, and one more is there until all is done.
 */
import { isNode, nodeNames } from "../../src/catalog/nodes.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { UserError } from "../../src/lib/error.ts";
import { reasonOf, shown } from "../../src/lib/faults.ts";
import { dockerOn, runProgram } from "../command.ts";
import { FORMER_LABEL, markerOf } from "./restore.ts";
import type { Agent } from "./agents.ts";
import type { Point } from "./point-in-time.ts";

export interface LostNode {
  agent: Agent;
  prefix: string;
}

/** @throws UserError for a node that cannot come back by its backups */
export function lostNode(
  name: string,
  agents: readonly Agent[],
  configs: ReadonlyMap<string, Pick<StackConfig, "prefix">>,
): LostNode {
  if (!isNode(name)) {
    throw new UserError(`--node: must be one of ${nodeNames.join(", ")}, got ${shown(name)}`);
  }
  const agent = agents.find(({ node }) => node === name);
  const prefix = configs.get(name)?.prefix;
  if (agent && prefix !== undefined) return { agent, prefix };
  throw new UserError(
    `${name}: must have an agent that saves it, has none; npx bev up ${name} deploys it without data`,
  );
}

/**
 * Whether such a restore has begun on this Engine.
 * @throws UserError where the Engine does not answer, or where nothing has begun and it is not empty
 */
export async function isUnderWay(lost: LostNode): Promise<boolean> {
  const { node, host } = lost.agent;
  const volumes = await namesOn(lost, "volume", []).catch((error: unknown) => {
    throw new UserError(
      `${node}: its Engine must answer at ${host}, does not: ${reasonOf(error).split("\n").at(-1) ?? ""}`,
    );
  });
  if (volumes.includes(runMarker(lost))) return true;
  const label = `label=bev.stack=${node}`;
  const found = [
    ...volumes.filter((name) => name.startsWith(lost.prefix) && !name.endsWith(markerOf(""))),
    ...(await namesOn(lost, "container", ["--all", "--filter", label])),
    ...(await namesOn(lost, "network", ["--filter", label])),
  ];
  if (found.length === 0) return false;
  throw new UserError(
    `${node}: its Engine must be empty, has ${found.slice(0, 3).join(", ")}${found.length > 3 ? ` and ${String(found.length - 3)} more` : ""}; ` +
      "npx bev restore <service> puts a service back",
  );
}

/** By service, the end of its WAL on another node: where it was when its node was lost. */
export type LastPoints = Readonly<Record<string, Point>>;

const POINTS_LABEL = "bev.points";

/** From now on the agent saves none of these services, and a repeated restore goes on to the same points. */
export async function begin(lost: LostNode, stamp: string, points: LastPoints): Promise<void> {
  const { agent } = lost;
  const volumes = agent.saved.flatMap(({ service }) => agent.placeOf(service).volumes);
  for (const { name } of volumes) {
    // As bev restore would: it can take over a service that fails here.
    const label = `${FORMER_LABEL}=${name}_before_${stamp}`;
    await ask(lost, "volume", "create", "--label", label, markerOf(name));
  }
  const label = `${POINTS_LABEL}=${JSON.stringify(points)}`;
  await ask(lost, "volume", "create", "--label", label, runMarker(lost));
}

export async function pointsOf(lost: LostNode): Promise<LastPoints> {
  const format = `{{index .Labels "${POINTS_LABEL}"}}`;
  const noted = await ask(lost, "volume", "inspect", "--format", format, runMarker(lost));
  return JSON.parse(noted) as LastPoints;
}

/** Services that still wait for their backup. */
export async function waiting(lost: LostNode): Promise<string[]> {
  const { saved, placeOf } = lost.agent;
  const there = await namesOn(lost, "volume", []);
  return saved
    .filter(({ service }) =>
      placeOf(service).volumes.some(({ name }) => there.includes(markerOf(name))),
    )
    .map(({ service }) => service);
}

/** The service stays as it is. */
export async function settleWithout(lost: LostNode, service: string): Promise<void> {
  for (const { name } of lost.agent.placeOf(service).volumes)
    await ask(lost, "volume", "rm", "--force", markerOf(name));
}

export async function end(lost: LostNode): Promise<void> {
  await ask(lost, "volume", "rm", runMarker(lost));
}

/** In the lab another program may stand for a product; it has no backup, and needs none. */
export async function isDouble({ agent }: LostNode, container: string): Promise<boolean> {
  const format = '{{index .Config.Labels "bev.double"}}';
  const args = ["inspect", "--format", format, container];
  const { stdout } = await runProgram("docker", args, { env: { DOCKER_HOST: agent.host } });
  return stdout.trim() !== "";
}

function runMarker({ prefix }: LostNode): string {
  return markerOf(`${prefix}node`);
}

const NAMES = { container: "{{.Names}}", volume: "{{.Name}}", network: "{{.Name}}" };

async function namesOn(
  lost: LostNode,
  kind: keyof typeof NAMES,
  filter: readonly string[],
): Promise<string[]> {
  const text = await ask(lost, kind, "ls", ...filter, "--format", NAMES[kind]);
  return text.split("\n").filter(Boolean);
}

function ask({ agent }: LostNode, ...args: string[]): Promise<string> {
  return dockerOn(agent.host, ...args);
}
