/**
 * What a container should be and what the Engine has of it, in one form: comparing the two is then
 * comparing texts. Names and units are those of the container's arguments.
 */
import { posix } from "node:path";
import type { ContainerArgs } from "./arguments.ts";
import type { InspectedImage } from "./inspected.ts";

export type Entries<T extends string | number | string[] = string> = Record<string, T>;

export interface ContainerFacts {
  state: string;
  image: string;
  hostname: string;
  user: string;
  command: string[];
  entrypoints: string[];
  workingDir: string;
  envs: Entries;
  labels: Entries;

  restart: string;
  stopSignal: string | undefined;
  stopTimeout: number | undefined;
  init: boolean;
  healthcheck: Entries<string | number | string[]>;

  memory: number;
  memorySwap: number;
  memoryReservation: number;
  cpus: number;
  cpuShares: number;
  pidsLimit: number;
  gpus: string | undefined;

  capabilities: Entries<string[]>;
  securityOpts: string[];
  readOnly: boolean;
  tmpfs: Entries;
  ulimits: Entries;

  /** Aliases by network, without those that Docker itself gives. */
  networks: Entries<string[]>;
  /** Bindings by port and protocol. */
  ports: Entries<string[]>;
  /** By target. */
  mounts: Entries;

  logDriver: string;
  logOpts: Entries;
  /** What no argument sets, as far as it is not the Engine's default. */
  HostConfig: Entries;
}

export interface ExpectedContainer {
  args: ContainerArgs;
  /** Set by the gate: the provider has no argument for it. */
  pidsLimit: number;
}

/** `image` is the one that the container runs: Docker takes from it what no argument says. */
export function expectedFacts(expected: ExpectedContainer, image: InspectedImage): ContainerFacts {
  const { args, pidsLimit } = expected;
  const { Config: built } = image;
  const capabilities: { adds?: string[]; drops: string[] } = args.capabilities;
  return {
    state: "running",
    image: args.image,
    hostname: args.hostname,
    user: args.user,
    command: args.command ?? built.Cmd ?? [],
    entrypoints: built.Entrypoint ?? [],
    workingDir: built.WorkingDir ?? "",
    envs: { ...variables(built.Env), ...variables(args.envs) },
    labels: {
      ...built.Labels,
      ...Object.fromEntries(args.labels.map(({ label, value }) => [label, value])),
    },

    restart: args.restart,
    stopSignal: args.stopSignal,
    stopTimeout: args.stopTimeout,
    init: args.init,
    healthcheck: args.healthcheck,

    memory: args.memory,
    memorySwap: args.memorySwap,
    memoryReservation: args.memoryReservation,
    cpus: Number(args.cpus),
    cpuShares: args.cpuShares,
    pidsLimit,
    gpus: args.gpus,

    capabilities: { adds: sorted(capabilities.adds), drops: sorted(capabilities.drops) },
    securityOpts: sorted(args.securityOpts),
    readOnly: args.readOnly,
    tmpfs: args.tmpfs,
    ulimits: Object.fromEntries(
      args.ulimits.map(({ name, soft, hard }) => [name, `${String(soft)}:${String(hard)}`]),
    ),

    networks: Object.fromEntries(
      args.networksAdvanced.map(({ name, aliases }) => [
        name,
        sorted(aliases.filter((alias) => alias !== args.hostname)),
      ]),
    ),
    ports: grouped(
      args.ports.map(({ internal, protocol, ip, external }) => [
        `${String(internal)}/${protocol}`,
        `${ip}:${String(external)}`,
      ]),
    ),
    mounts: {
      ...Object.fromEntries(
        Object.keys(built.Volumes ?? {})
          .map((path) => posix.resolve(path))
          // A tmpfs in its place is no volume.
          .filter((path) => !(path in args.tmpfs))
          .map((path) => [path, ANONYMOUS_VOLUME]),
      ),
      ...Object.fromEntries(
        args.mounts.map(({ type, source, target, readOnly }) => [
          target,
          mountText(type, source, readOnly),
        ]),
      ),
    },

    logDriver: args.logDriver,
    logOpts: args.logOpts,
    HostConfig: {},
  };
}

export const ANONYMOUS_VOLUME = "volume of its own, read-write";

export function mountText(type: string, source: string, readOnly: boolean): string {
  return `${[type, source].filter(Boolean).join(" ")}, ${readOnly ? "read-only" : "read-write"}`;
}

/** A later value of the same name wins. */
export function variables(pairs: readonly string[] | null | undefined): Entries {
  return Object.fromEntries(
    (pairs ?? []).map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [name, value.join("=")];
    }),
  );
}

export function grouped(pairs: readonly (readonly [string, string])[]): Entries<string[]> {
  const groups: Entries<string[]> = {};
  for (const [key, value] of pairs) groups[key] = sorted([...(groups[key] ?? []), value]);
  return groups;
}

export function sorted(values: readonly string[] | null | undefined): string[] {
  return [...(values ?? [])].sort();
}
