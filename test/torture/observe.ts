/** What there is after a round, held against what there should be. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { capture } from "../../lab/command.ts";
import type { Inspected } from "../docker.ts";
import { run } from "../engine.ts";
import { prefixOf, stacks } from "./platform.ts";
import type { Platform } from "./platform.ts";

interface StateResource {
  urn: string;
  type: string;
  id?: string;
  delete?: boolean;
  pendingReplacement?: boolean;
  inputs?: { name?: string };
}

interface State {
  resources: StateResource[];
  pending: { type: string; resource: StateResource }[];
}

/** A stack's state as it lies on disk, without waiting for its lock. */
export function readState({ program }: Platform, stack: string): State {
  const file = path.join(backend(program.directory), "stacks", "bev", `${stack}.json`);
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
  const left = stacks.flatMap((stack) => {
    const { resources, pending } = readState(platform, stack);
    const locks = path.join(
      backend(platform.program.directory),
      "locks",
      "organization",
      "bev",
      stack,
    );
    const replaced = resources.filter((one) => one.pendingReplacement).length;
    const doomed = resources.filter((one) => one.delete).length;
    return [
      existsSync(locks) && readdirSync(locks).length > 0 ? `lock of ${stack}` : "",
      ...pending.map(({ type, resource }) => `${type} ${nameIn(resource.urn)}`),
      replaced > 0 ? `${String(replaced)} to be replaced` : "",
      doomed > 0 ? `${String(doomed)} to be deleted` : "",
    ];
  });
  const helpers = await listHelpers();
  const unknown = (await Promise.all(stacks.map((stack) => unknownThings(platform, stack)))).flat();
  const all = [...left, ...unknown, ...helpers.map(() => "delivery container")].filter(Boolean);
  return all.join(", ") || "nothing";
}

function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

/** Whatever is not as it should be once an update has ended well; empty when all is. */
export async function platformFaults(platform: Platform): Promise<string[]> {
  const helpers = (await listHelpers()).map((name) => `orphan: delivery container ${name}`);
  const ofStacks = stacks.map(async (stack) => [
    ...(await containerFaults(platform, stack)),
    ...stateFaults(platform, stack),
    ...(await unknownThings(platform, stack)).map((what) => `orphan: ${what}`),
  ]);
  return [...helpers, ...(await Promise.all(ofStacks)).flat()];
}

/** One container for each service, by its label: running, healthy and known to the state. */
async function containerFaults(platform: Platform, stack: string): Promise<string[]> {
  const expected = platform.containers(stack);
  const format = '{{.Names}}\t{{.Label "bev.service"}}\t{{.Status}}';
  const listed = lines(
    await docker(
      "ps",
      "--all",
      "--filter",
      `label=bev.stack=${stack}`,
      "--filter",
      "label=bev.service",
      "--format",
      format,
    ),
  ).map((line) => line.split("\t"));
  const counted = Map.groupBy(listed, ([, service]) => service);
  const found = listed.map(([name]) => name);
  return [
    ...expected.filter((name) => !found.includes(name)).map((name) => `missing: ${name}`),
    ...listed
      .filter(([name = ""]) => !expected.includes(name))
      .map(([name]) => `orphan: container ${String(name)}`),
    ...[...counted]
      .filter(([, all]) => all.length > 1)
      .map(([service, all]) => `duplicate: ${String(service)} ${String(all.length)} times`),
    ...listed
      .filter(([, , status = ""]) => !status.includes("(healthy)"))
      .map(([name, , status]) => `not live: ${String(name)} is ${String(status)}`),
  ];
}

function stateFaults(platform: Platform, stack: string): string[] {
  const { resources, pending } = readState(platform, stack);
  const urns = Map.groupBy(resources, ({ urn }) => urn);
  return [
    ...pending.map(({ type, resource }) => `state: ${type} ${nameIn(resource.urn)} is unfinished`),
    ...resources
      .filter((one) => one.delete ?? one.pendingReplacement)
      .map(({ urn }) => `state: ${nameIn(urn)} waits to be deleted`),
    ...[...urns]
      .filter(([, all]) => all.length > 1)
      .map(([urn]) => `state: ${nameIn(urn)} is there twice`),
  ];
}

/** Containers, networks and volumes with the stack's names that its state does not have. */
async function unknownThings(platform: Platform, stack: string): Promise<string[]> {
  const { resources } = readState(platform, stack);
  const prefix = prefixOf(stack);
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
      .filter(([id, name = ""]) => name.startsWith(prefix) && !known.includes(id))
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
  async check(platform: Platform, mark: string): Promise<string[]> {
    const names = stacks.flatMap((stack) => platform.containers(stack));
    const seen = await Promise.all(names.map((name) => this.#volumesOf(name, mark)));
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
