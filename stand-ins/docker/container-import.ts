/**
 * What an import adds to a container's outputs. A refresh never reads these: environment, labels,
 * volumes and networks stay what the state says. An import has no state, and without them the
 * program's own values would count as changes, which replace the container.
 */
import type Docker from "dockerode";
import { SECRET, SIGNATURE } from "../kit/values.ts";
import type { Properties, Value } from "../kit/values.ts";
import type { Inspected } from "./container-answer.ts";
import { containerNotes } from "./container-notes.ts";
import { networkModeOf } from "./container-read.ts";
import { labelSet } from "./shared.ts";

export function importedOutputs(info: Inspected, image: Docker.ImageInspectInfo): Properties {
  const { Config: config, HostConfig: host } = info;
  const { Env, Labels, Volumes } = image.Config as Partial<Inspected["Config"]>;
  const envs = (config.Env ?? []).filter((pair) => !Env?.includes(pair));
  const own = Object.entries(config.Labels ?? {}).filter(([key, value]) => Labels?.[key] !== value);
  return {
    // Which of them are secret only the program knows.
    ...(envs.length > 0 && { envs: { [SIGNATURE]: SECRET, value: envs } }),
    labels: labelSet(Object.fromEntries(own)),
    volumes: [
      ...(host.Binds ?? []).map(bindOf),
      ...(host.VolumesFrom ?? []).map((fromContainer) => ({ fromContainer })),
      ...anonymousVolumes(info, Volumes ?? {}),
    ],
    networksAdvanced: joinedNetworks(info),
    ...(containerNotes.defaults ?? {}),
  };
}

function bindOf(bind: string): Properties {
  const [source = "", containerPath = "", mode = ""] = bind.split(":");
  return {
    ...(source.startsWith("/") ? { hostPath: source } : { volumeName: source }),
    containerPath,
    readOnly: mode.split(",").includes("ro"),
  };
}

function anonymousVolumes({ Config, HostConfig }: Inspected, ofImage: object): Value[] {
  const bound = new Set((HostConfig.Binds ?? []).map((bind) => bind.split(":")[1]));
  return Object.keys(Config.Volumes ?? {})
    .filter((containerPath) => !(containerPath in ofImage) && !bound.has(containerPath))
    .map((containerPath) => ({ containerPath }));
}

/** The networks joined besides the one of its network mode; the Engine adds an alias of its own. */
function joinedNetworks({ Id, HostConfig, NetworkSettings }: Inspected): Value[] {
  const mode = networkModeOf(HostConfig);
  return Object.entries(NetworkSettings.Networks ?? {})
    .filter(([name]) => name !== mode)
    .map(([name, { Aliases, IPAMConfig }]) => ({
      name,
      aliases: (Aliases ?? []).filter((alias) => alias !== Id.slice(0, 12)),
      ipv4Address: IPAMConfig?.IPv4Address ?? "",
      ipv6Address: IPAMConfig?.IPv6Address ?? "",
    }));
}
