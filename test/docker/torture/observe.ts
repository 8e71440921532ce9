/** What there is after a round, held against what there should be. */
import { nameOf } from "../../../src/lib/resources.ts";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { capture } from "../../../operations/command.ts";
import type { Inspected } from "../../kit/docker.ts";
import { run } from "../../kit/engine.ts";
import { STACK } from "./changes.ts";
import { PREFIX } from "./platform.ts";
import type { Platform } from "./platform.ts";

interface StateResource {
  urn: string;
  type: string;
  id?: string;
  delete?: boolean;
  pendingReplacement?: boolean;
  inputs?: { name?: string };
  /** Of the stack itself. */
  outputs?: { run?: { held?: Record<string, unknown> } };
}

interface State {
  resources: StateResource[];
  pending: { type: string; resource: StateResource }[];
}

/** The stack's state as it lies on disk, without waiting for its lock. */
export function readState({ program }: Platform): State {
  const file = path.join(backend(program.directory), "stacks", "bev", `${STACK}.json`);
  if (!existsSync(file)) return { resources: [], pending: [] };
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint: {
      latest?: { resources?: StateResource[]; pending_operations?: State["pending"] };
    };
  };
  const { resources = [], pending_operations: pending = [] } = checkpoint.latest ?? {};
  return { resources, pending };
}

function backend(directory: string): string {
  return path.join(directory, ".bev", "local", "state", ".pulumi");
}

/** In words, what a killed update has left. */
export async function leftBehind(platform: Platform): Promise<string> {
  const { resources, pending } = readState(platform);
  const locks = path.join(
    backend(platform.program.directory),
    "locks",
    "organization",
    "bev",
    STACK,
  );
  const replaced = resources.filter((one) => one.pendingReplacement).length;
  const doomed = resources.filter((one) => one.delete).length;
  const left = [
    ...(existsSync(locks) && readdirSync(locks).length > 0 ? ["lock"] : []),
    ...pending.map(({ type, resource }) => `${type} ${nameOf(resource.urn)}`),
    ...(replaced > 0 ? [`${String(replaced)} to be replaced`] : []),
    ...(doomed > 0 ? [`${String(doomed)} to be deleted`] : []),
    ...(await unknownThings(platform)),
    ...(await listHelpers()).map(() => "delivery container"),
  ];
  return left.join(", ") || "nothing";
}

/** A machine with much to do answers some checks too late. */
const LIVE_SECONDS = 180;

/** Whatever is not as it should be once an update has ended well; empty when all is. */
export async function platformFaults(platform: Platform): Promise<string[]> {
  for (let second = 0; second < LIVE_SECONDS && !(await areLive()); second++) await sleep(1000);
  return [
    ...(await containerFaults(platform)),
    ...stateFaults(platform),
    ...(await unknownThings(platform)).map((what) => `orphan: ${what}`),
    ...(await listHelpers()).map((name) => `orphan: delivery container ${name}`),
  ];
}

interface FoundContainer {
  name: string;
  service: string;
  status: string;
}

/** Containers of services, by the stack's label. */
async function listContainers(): Promise<FoundContainer[]> {
  const format = '{{.Names}}\t{{.Label "bev.service"}}\t{{.Status}}';
  const filters = [`label=bev.stack=${STACK}`, "label=bev.service"].flatMap((one) => [
    "--filter",
    one,
  ]);
  return lines(await docker("ps", "--all", ...filters, "--format", format)).map((line) => {
    const [name = "", service = "", status = ""] = line.split("\t");
    return { name, service, status };
  });
}

async function areLive(): Promise<boolean> {
  return (await listContainers()).every(isLive);
}

function isLive({ status }: FoundContainer): boolean {
  return status.includes("(healthy)");
}

/** One container for each service, live. */
async function containerFaults({ services }: Platform): Promise<string[]> {
  const found = await listContainers();
  const byService = Map.groupBy(found, ({ service }) => service);
  return [
    ...services.filter((name) => !byService.has(name)).map((name) => `missing: ${name}`),
    ...found
      .filter(({ service }) => !services.includes(service))
      .map(({ name }) => `orphan: container ${name}`),
    ...[...byService]
      .filter(([, all]) => all.length > 1)
      .map(([service, all]) => `duplicate: ${service} ${String(all.length)} times`),
    ...found
      .filter((one) => !isLive(one))
      .map(({ name, status }) => `not live: ${name} is ${status}`),
  ];
}

function stateFaults(platform: Platform): string[] {
  const { resources, pending } = readState(platform);
  const held = Object.keys(resources.find(({ outputs }) => outputs?.run)?.outputs?.run?.held ?? {});
  const urns = Map.groupBy(resources, ({ urn }) => urn);
  return [
    ...pending.map(({ type, resource }) => `state: ${type} ${nameOf(resource.urn)} is unfinished`),
    ...resources
      .filter((one) => one.delete ?? one.pendingReplacement)
      .map(({ urn }) => `state: ${nameOf(urn)} waits to be deleted`),
    ...[...urns]
      .filter(([, all]) => all.length > 1)
      .map(([urn]) => `state: ${nameOf(urn)} is there twice`),
    ...held.map((instance) => `state: ${instance} is held back on a former version`),
  ];
}

/** Containers, networks and volumes with the stack's names that its state does not have. */
async function unknownThings(platform: Platform): Promise<string[]> {
  const { resources } = readState(platform);
  const kinds = [
    [
      "container",
      "docker:index/container:Container",
      ["ls", "--all", "--no-trunc"],
      "{{.ID}} {{.Names}}",
    ],
    ["network", "docker:index/network:Network", ["ls", "--no-trunc"], "{{.ID}} {{.Name}}"],
    ["volume", "docker:index/volume:Volume", ["ls"], "{{.Name}} {{.Name}}"],
  ] as const;
  const found = kinds.map(async ([kind, type, list, format]) => {
    const known = resources.filter((one) => one.type === type).map(({ id }) => id);
    return lines(await docker(kind, ...list, "--format", format))
      .map((line) => line.split(" "))
      .filter(([id, name = ""]) => name.startsWith(PREFIX) && !known.includes(id))
      .map(([, name = ""]) => `${kind} ${name} unknown to the state`);
  });
  return (await Promise.all(found)).flat();
}

async function listHelpers(): Promise<string[]> {
  const filters = ["--all", "--filter", "label=bev.role=delivery"];
  return lines(await docker("ps", ...filters, "--format", "{{.Names}}"));
}

/** Volumes without a name that no container has: what a container left that was removed without them. */
export async function anonymousVolumes(): Promise<string[]> {
  const all = lines(await docker("volume", "ls", "--quiet", "--filter", "dangling=true"));
  return all.filter((name) => /^[0-9a-f]{64}$/.test(name));
}

const MARKER = ".bev-torture";
const SECRETS = "/run/secrets";

/** Marks every volume, and says later which of them was lost or emptied. */
export class VolumeWatch {
  #content = new Map<string, string>();

  /** Faults of volumes that were there before; those that have come since are marked. */
  async check(mark: string): Promise<string[]> {
    const containers = await listContainers();
    const seen = await Promise.all(containers.map(({ name }) => this.#volumesOf(name, mark)));
    const now = new Map(seen.flat());
    const faults = [...now]
      .filter(
        ([volume, content]) => content === "" || (this.#content.get(volume) ?? content) !== content,
      )
      .map(([volume, content]) => `lost: what was in volume ${volume}, now ${content || "empty"}`);
    this.#content = now;
    return faults;
  }

  async #volumesOf(container: string, mark: string): Promise<[string, string][]> {
    const format = "{{json .Mounts}}";
    const all = JSON.parse(
      await docker("inspect", "--format", format, container),
    ) as Inspected["Mounts"];
    const mounts = all.filter(({ Type }) => Type === "volume");
    return Promise.all(
      mounts.map(async ({ Name = "", Destination }): Promise<[string, string]> => {
        const script =
          Destination === SECRETS
            ? `grep -hv '^#' ${SECRETS}/* | sha256sum`
            : `cat ${Destination}/${MARKER}`;
        const exec = (command: string) => run("docker", ["exec", container, "sh", "-c", command]);
        if (Destination !== SECRETS && !this.#content.has(Name)) {
          await exec(`echo ${mark} ${Name} > ${Destination}/${MARKER}`);
        }
        return [Name, (await exec(script)).stdout.trim()];
      }),
    );
  }
}

function lines(text: string): string[] {
  return text.split("\n").filter(Boolean);
}

function docker(...args: string[]): Promise<string> {
  return capture("docker", args);
}
