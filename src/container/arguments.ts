/**
 * The arguments of a service's container: every rule of the platform for containers, in one place
 * and in the forms in which the docker provider reads them back.
 */
import { containerLog, healthCheck } from "../catalog/defaults.ts";
import type { Zone } from "../catalog/defaults.ts";
import { VAULT } from "../catalog/needs.ts";
import { usesGpu } from "../catalog/resolve.ts";
import type { Port, Service } from "../catalog/resolve.ts";
import type { EnvValue } from "../catalog/types.ts";
import type { Site } from "../access/site.ts";
import { hashOf } from "../lib/hash.ts";
import {
  containerName,
  instanceName,
  networkName,
  SECRETS_PATH,
  volumeName,
} from "../lib/names.ts";
import { labelOf, SERVICE_LABEL } from "../lib/resources.ts";
import { formatCpus, formatDuration } from "../lib/units.ts";
import { sharesOf } from "../rules/capacity.ts";
import type { Amounts } from "../rules/capacity.ts";
import { ROTATED_LABEL } from "../rules/rotation.ts";

/** Label with the hash of a container's arguments. */
const DEFINITION_LABEL = "bev.config-hash";

/** Where an Engine has its socket, unless it is told otherwise. */
const ENGINE_SOCKET = "/var/run/docker.sock";

export interface ContainerPlan {
  /** Which of the service's instances, from 0; only the first publishes ports. */
  instance: number;
  /** Literal `repository:tag@sha256:…`. */
  image: string;
  reservation: Amounts;
  /** Trust zones to join: its own, and those of what it needs on this node. */
  zones: readonly Zone[];
  /** Where its configuration lies on the node; undefined without any. */
  configDirectory: string | undefined;
  /** How often each secret was rotated that it reads only at its start; undefined for none. */
  rotated?: string | undefined;
  /** Folders in memory that it shares with the agent of its node. */
  handovers?: readonly HandoverMount[];
  /** `host:port` of a service, from inside this container. */
  endpoint: (service: string, purpose?: string) => string;
}

export interface HandoverMount {
  volume: string;
  path: string;
  /** Only the agent writes. */
  readOnly: boolean;
}

export type ContainerArgs = ReturnType<typeof renderContainer>;

export function renderContainer(service: Service, site: Site, plan: ContainerPlan) {
  const name = containerName(site.prefix, instanceName(service.name, plan.instance));
  const cores = site.machine?.cores ?? Infinity;
  const args = {
    image: plan.image,
    hostname: instanceName(service.name, plan.instance),
    user: service.user,
    ...(service.command && { command: service.command }),
    envs: environment(service, plan),

    restart: "unless-stopped",
    destroyGraceSeconds: service.graceSeconds,
    stopSignal: service.image.stopSignal ?? "SIGTERM",
    stopTimeout: service.graceSeconds,
    removeVolumes: false,
    init: true,
    healthcheck: healthcheck(service, site.machine?.checkSeconds),

    memory: service.resources.memory,
    // Equal to memory: no swap, and no difference when the provider reads it back.
    memorySwap: service.resources.memory,
    memoryReservation: plan.reservation.memory,
    cpus: formatCpus(Math.min(service.resources.cpu, cores)),
    cpuShares: sharesOf(Math.min(plan.reservation.cpu, cores)),
    ...(usesGpu(service) && site.machine?.gpus !== 0 && { gpus: "all" }),

    capabilities: { drops: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    readOnly: service.image.writableRoot === undefined,
    tmpfs: tmpfs(service),
    ulimits: [{ name: "core", soft: 0, hard: 0 }],

    networkMode: "bridge",
    networksAdvanced: plan.zones.map((zone) => ({
      name: networkName(site.prefix, zone),
      aliases: [service.name],
    })),
    ports: plan.instance === 0 ? publishedPorts(service.ports, site.address) : [],
    mounts: mounts(service, site, plan),

    logDriver: "json-file",
    logOpts: { ...containerLog },
  };
  const facts = {
    "bev.family": service.family,
    [SERVICE_LABEL]: service.name,
    "bev.stack": site.stack,
    ...(plan.rotated !== undefined && { [ROTATED_LABEL]: plan.rotated }),
  };
  const definition = hashOf({ name, ...args, facts });
  const labels = { [DEFINITION_LABEL]: definition, ...facts };
  return {
    ...args,
    // Behind a proxy the former container runs on until the new one is live: each has its own name.
    name: service.behind ? `${name}_${definition.slice(0, 8)}` : name,
    labels: Object.entries(labels).map(([label, value]) => ({ label, value })),
  };
}

/** What the label of a container's arguments says. */
export function definitionOf({ labels }: Pick<ContainerArgs, "labels">): string {
  return labelOf(labels, DEFINITION_LABEL) ?? "";
}

function environment(service: Service, plan: ContainerPlan): string[] {
  const value = (entry: EnvValue): string => {
    if (typeof entry === "string") return entry;
    if ("secretFile" in entry) return `${SECRETS_PATH}/${entry.secretFile}`;
    const address = plan.endpoint(entry.endpoint, entry.purpose);
    return entry.scheme === undefined ? address : `${entry.scheme}://${address}`;
  };
  const own = Object.entries(service.env).map(([key, entry]) => `${key}=${value(entry)}`);
  return [...own, ...vaultEnvironment(service, plan)].sort();
}

/** Where a service that asks Vault itself finds it, in the variables of Vault's own tools. */
function vaultEnvironment(
  { vault }: Service,
  { endpoint, handovers: [handover] = [] }: ContainerPlan,
): string[] {
  if (!vault || !handover) return [];
  return [
    `VAULT_ADDR=https://${endpoint(VAULT.service, VAULT.purpose)}`,
    `VAULT_CACERT=${handover.path}/authority.pem`,
  ];
}

function healthcheck(service: Service, interval = healthCheck.interval) {
  return {
    tests: ["CMD", ...healthCommand(service)],
    interval: formatDuration(interval),
    timeout: formatDuration(healthCheck.timeout),
    startPeriod: formatDuration(service.startSeconds),
    retries: healthCheck.retries,
  };
}

/** What the container asks itself: does its own process answer? */
export function healthCommand({ health, ports }: Pick<Service, "health" | "ports">): string[] {
  if (health && "command" in health) return health.command;
  const port = health?.port ?? ports[0]?.container;
  if (port === undefined) return ["healthcheck"];
  const url = `${health?.scheme ?? "http"}://127.0.0.1:${String(port)}${health?.http ?? "/health"}`;
  return ["wget", "-q", "-O", "/dev/null", url];
}

/** With the process as owner: a folder of the image passes on its mode, but not its owner. */
function tmpfs({ image, user }: Service): Record<string, string> {
  const [uid = "", gid = ""] = user.split(":");
  return Object.fromEntries(
    Object.entries(image.writable).map(([path, size]) => [
      path,
      `rw,${image.executable?.includes(path) ? "exec" : "noexec"},nosuid,nodev,size=${String(size)}m,uid=${uid},gid=${gid}`,
    ]),
  );
}

function publishedPorts(ports: readonly Port[], address: string) {
  return ports
    .flatMap(({ container, external, protocol }) =>
      external === undefined ? [] : [{ internal: container, external, ip: address, protocol }],
    )
    .sort((a, b) => a.internal - b.internal || a.protocol.localeCompare(b.protocol));
}

function mounts(service: Service, site: Site, plan: ContainerPlan) {
  const name = instanceName(service.name, plan.instance);
  const volumes = service.volumes.map((volume) => ({
    type: "volume",
    source: volumeName(site.prefix, name, volume.name),
    target: volume.path,
    readOnly: false,
  }));
  const secrets = service.secrets.length > 0 && {
    type: "volume",
    source: volumeName(site.prefix, name, "secrets"),
    target: SECRETS_PATH,
    readOnly: true,
  };
  const config = service.config &&
    plan.configDirectory !== undefined && {
      type: "bind",
      source: plan.configDirectory,
      target: service.config.path,
      readOnly: true,
    };
  const hostRoot = service.hostRoot !== undefined && {
    ...{ type: "bind", source: "/", target: service.hostRoot, readOnly: true },
    // What the node mounts later is seen, and what it unmounts is free. What stands for a node may not share its mounts.
    ...(site.machine === undefined && { bindOptions: { propagation: "rslave" } }),
  };
  const engineSocket = service.engineSocket !== undefined && {
    ...{ type: "bind", source: site.machine?.engineSocket ?? ENGINE_SOCKET },
    ...{ target: service.engineSocket, readOnly: true },
  };
  const handovers = (plan.handovers ?? []).map(({ volume: source, path: target, readOnly }) => ({
    ...{ type: "volume", source, target, readOnly },
  }));
  return [
    ...volumes,
    ...(secrets ? [secrets] : []),
    ...(config ? [config] : []),
    ...(hostRoot ? [hostRoot] : []),
    ...(engineSocket ? [engineSocket] : []),
    ...handovers,
  ];
}
