/** The facts of a container as the Engine has it, without what Docker itself adds. */
import { formatDuration } from "../lib/units.ts";
import { ANONYMOUS_VOLUME, grouped, mountText, sorted, variables } from "./expected-facts.ts";
import type { ContainerFacts, Entries } from "./expected-facts.ts";
import type { InspectedContainer, InspectedImage } from "./inspected.ts";

/** Image and host name have several spellings: `expected` says which one counts. */
export function foundFacts(
  container: InspectedContainer,
  image: InspectedImage,
  expected: { image: string; hostname: string },
): ContainerFacts {
  const { Config: config, HostConfig: host, State: state, NetworkSettings: settings } = container;
  const generated = [...generatedAliases(container), expected.hostname];
  return {
    state: state.Status === "exited" ? `exited (${String(state.ExitCode)})` : state.Status,
    image: imageText(container, image, expected.image),
    hostname: config.Hostname,
    user: config.User,
    command: config.Cmd ?? [],
    entrypoints: config.Entrypoint ?? [],
    workingDir: config.WorkingDir,
    envs: variables(config.Env),
    labels: config.Labels ?? {},

    restart: restartText(host.RestartPolicy),
    stopSignal: config.StopSignal ?? undefined,
    stopTimeout: config.StopTimeout ?? undefined,
    init: host.Init ?? false,
    healthcheck: healthcheck(config.Healthcheck ?? {}),

    memory: mebibytes(host.Memory),
    memorySwap: mebibytes(host.MemorySwap),
    memoryReservation: mebibytes(host.MemoryReservation),
    cpus: host.NanoCpus / 1e9,
    cpuShares: host.CpuShares,
    pidsLimit: host.PidsLimit ?? 0,
    gpus: gpus(host.DeviceRequests ?? []),

    capabilities: { adds: sorted(host.CapAdd), drops: sorted(host.CapDrop) },
    securityOpts: sorted(host.SecurityOpt),
    readOnly: host.ReadonlyRootfs,
    tmpfs: host.Tmpfs ?? {},
    ulimits: Object.fromEntries(
      (host.Ulimits ?? []).map(({ Name, Soft, Hard }) => [Name, `${String(Soft)}:${String(Hard)}`]),
    ),

    networks: Object.fromEntries(
      Object.entries(settings.Networks ?? {}).map(([name, { Aliases }]) => [
        name,
        sorted(Aliases?.filter((alias) => !generated.includes(alias))),
      ]),
    ),
    ports: grouped(
      Object.entries(host.PortBindings ?? {}).flatMap(([port, bindings]) =>
        (bindings ?? []).map(({ HostIp, HostPort }) => [port, `${HostIp}:${HostPort}`] as const),
      ),
    ),
    mounts: Object.fromEntries(
      container.Mounts.map((mount) => [mount.Destination, foundMountText(mount)]),
    ),

    logDriver: host.LogConfig.Type,
    logOpts: host.LogConfig.Config ?? {},
    HostConfig: besides(host),
  };
}

function foundMountText(mount: InspectedContainer["Mounts"][number]): string {
  const { Type, Name = "", Source, RW } = mount;
  if (Type !== "volume") return mountText(Type, Source, !RW);
  // Docker draws such a name for the volume of an image that no argument covers.
  return RW && /^[0-9a-f]{64}$/.test(Name) ? ANONYMOUS_VOLUME : mountText(Type, Name, !RW);
}

/** A digest names one content for ever, whatever else the Engine calls the image. */
function imageText(
  { Config: { Image: given }, Image: id }: InspectedContainer,
  { RepoDigests, RepoTags }: InspectedImage,
  reference: string,
): string {
  const [name = "", digest] = reference.split("@");
  if (digest === undefined) {
    if (RepoTags?.includes(name)) return reference;
  } else {
    const repository = name.slice(0, name.lastIndexOf(":"));
    if (given === reference || RepoDigests?.includes(`${repository}@${digest}`)) return reference;
  }
  return given === reference ? id : given;
}

/** In every network, by host name and by the first twelve digits of the id. */
function generatedAliases({ Id, Config }: InspectedContainer): string[] {
  return [Id.slice(0, 12), Config.Hostname];
}

/** As a row of arguments spells it: a policy with a number of tries is another one. */
function restartText({ Name, MaximumRetryCount }: { Name: string; MaximumRetryCount: number }) {
  return MaximumRetryCount > 0 ? `${Name}:${String(MaximumRetryCount)}` : Name || "no";
}

function healthcheck(
  check: NonNullable<InspectedContainer["Config"]["Healthcheck"]>,
): Entries<string | number | string[]> {
  const duration = (nanoseconds = 0): string => formatDuration(nanoseconds / 1e9);
  return {
    tests: check.Test ?? [],
    interval: duration(check.Interval),
    timeout: duration(check.Timeout),
    startPeriod: duration(check.StartPeriod),
    retries: check.Retries ?? 0,
  };
}

type DeviceRequests = NonNullable<InspectedContainer["HostConfig"]["DeviceRequests"]>;

function gpus(requests: DeviceRequests): string | undefined {
  const [request, ...more] = requests;
  if (!request) return undefined;
  const isAll = request.Count === -1 && String(request.Capabilities) === "gpu";
  return isAll && more.length === 0 ? "all" : JSON.stringify(requests);
}

/** Empty on every container that this program makes. */
const UNTOUCHED = [
  "AutoRemove",
  "BlkioWeight",
  "CgroupParent",
  "CpuPeriod",
  "CpuQuota",
  "CpusetCpus",
  "CpusetMems",
  "DeviceCgroupRules",
  "Devices",
  "Dns",
  "DnsOptions",
  "DnsSearch",
  "ExtraHosts",
  "GroupAdd",
  "OomKillDisable",
  "OomScoreAdj",
  "PidMode",
  "Privileged",
  "PublishAllPorts",
  "Sysctls",
  "UTSMode",
  "UsernsMode",
] as const;

function besides(host: InspectedContainer["HostConfig"]): Entries {
  // Which of these it is, is the Engine's choice.
  const hasOwnIpc = ["", "private", "shareable"].includes(host.IpcMode);
  const changed = [
    ...UNTOUCHED.filter((name) => !isEmpty(host[name])),
    ...(hasOwnIpc ? [] : ["IpcMode"]),
  ];
  return Object.fromEntries(changed.map((name) => [name, JSON.stringify(host[name])]));
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return !value;
}

/** Zero and less stand for no limit. */
function mebibytes(bytes: number): number {
  return bytes > 0 ? bytes / (1024 * 1024) : bytes;
}
