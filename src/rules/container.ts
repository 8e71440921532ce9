/**
 * What rules read of a container's arguments, in the words of the docker provider. The arguments may
 * come from anybody's program: every one of them may be absent or null.
 */
import { shown } from "../lib/faults.ts";

/** Every value may be absent or null, at any depth. */
type Maybe<T> = T extends readonly (infer U)[]
  ? readonly Maybe<U>[]
  : T extends object
    ? { readonly [K in keyof T]?: Maybe<T[K]> | null | undefined }
    : T;

export type ContainerInputs = Maybe<{
  capabilities: { adds: string[]; drops: string[] };
  cgroupnsMode: string;
  cgroupParent: string;
  command: string[];
  cpuShares: number;
  cpus: string;
  dns: string[];
  dnsOpts: string[];
  dnsSearches: string[];
  domainname: string;
  destroyGraceSeconds: number;
  deviceCgroupRules: string[];
  deviceRequests: { driver: string; count: number; deviceIds: string[]; capabilities: unknown[] }[];
  devices: { hostPath: string; containerPath: string; permissions: string }[];
  entrypoints: string[];
  envs: string[];
  gpus: string;
  groupAdds: string[];
  healthcheck: {
    tests: string[];
    interval: string;
    timeout: string;
    startPeriod: string;
    retries: number;
  };
  hostname: string;
  hosts: { host: string; ip: string }[];
  image: string;
  init: boolean;
  ipcMode: string;
  labels: { label: string; value: string }[];
  logDriver: string;
  logOpts: Record<string, string>;
  maxRetryCount: number;
  memory: number;
  memoryReservation: number;
  memorySwap: number;
  mounts: {
    type: string;
    source: string;
    target: string;
    readOnly: boolean;
    bindOptions: { propagation: string };
    tmpfsOptions: { sizeBytes: number; mode: number };
    volumeOptions: { driverName: string; driverOptions: Record<string, string> };
  }[];
  name: string;
  networkMode: string;
  networksAdvanced: { name: string; aliases: string[]; ipv4Address: string; ipv6Address: string }[];
  pidMode: string;
  platform: string;
  ports: { internal: number; external: number; ip: string; protocol: string }[];
  privileged: boolean;
  publishAllPorts: boolean;
  readOnly: boolean;
  removeVolumes: boolean;
  restart: string;
  runtime: string;
  securityOpts: string[];
  shmSize: number;
  sysctls: Record<string, unknown>;
  tmpfs: Record<string, string>;
  ulimits: { name: string; soft: number; hard: number }[];
  uploads: { file: string; content: string; contentBase64: string; source: string }[];
  user: string;
  usernsMode: string;
  volumes: {
    containerPath: string;
    fromContainer: string;
    hostPath: string;
    readOnly: boolean;
    volumeName: string;
  }[];
}>;

/** What is wrong with one resource, before anybody says which one it is. */
export interface Finding {
  /** Where in its arguments: `ports/0/ip`. */
  at: string;
  /** What was expected and what was found. */
  problem: string;
  /** How to mend it, where that is not what the rule says in general. */
  fix?: string;
}

/** `must be <wanted>, got <found>`. */
export function finding(at: string, wanted: string, found: unknown, fix?: string): Finding {
  const problem = `must be ${wanted}, got ${shown(found)}`;
  return fix === undefined ? { at, problem } : { at, problem, fix };
}
