/** What a container may mount of its host, and which of its data is kept. */
import path from "node:path";
import { finding } from "./container.ts";
import type { ContainerInputs, Finding } from "./container.ts";

type Mount = NonNullable<NonNullable<ContainerInputs["mounts"]>[number]>;

/** A container sees nothing of its host but rendered configuration, which it cannot change. */
export function mountFindings({ mounts, volumes }: ContainerInputs, dataRoot: string): Finding[] {
  return [
    // The older argument can say no more, in a second form that would need rules of its own.
    ...(volumes ?? []).map((found, index) =>
      finding(`volumes/${String(index)}`, "absent", found, "say it in mounts"),
    ),
    ...(mounts ?? []).flatMap((mount, index) => {
      const at = `mounts/${String(index)}`;
      if (mount.type === "bind") return bindFindings(at, mount, dataRoot);
      if (mount.type === "volume") return driverFindings(at, mount);
      if (mount.type === "tmpfs") return [];
      return [finding(`${at}/type`, '"bind", "volume" or "tmpfs"', mount.type)];
    }),
  ];
}

function bindFindings(at: string, mount: Mount, dataRoot: string): Finding[] {
  const { source, readOnly, bindOptions } = mount;
  const propagation = bindOptions?.propagation;
  return [
    ...(isBelow(source ?? "", dataRoot)
      ? []
      : [finding(`${at}/source`, `a folder below ${dataRoot}`, source)]),
    ...(readOnly === true ? [] : [finding(`${at}/readOnly`, "true", readOnly)]),
    ...(!propagation || ["private", "rprivate"].includes(propagation)
      ? []
      : [finding(`${at}/bindOptions/propagation`, 'absent or "rprivate"', propagation)]),
  ];
}

function isBelow(folder: string, root: string): boolean {
  return path.posix.normalize(folder) === folder && folder.startsWith(`${root}/`);
}

/** What a container may mount of its node: by name, and the folder of its configuration. */
export interface Owned {
  volumes: readonly string[];
  folder: string;
}

/** Another service's volume holds its data or its secrets; nothing but a bind and a volume has a source. */
export function ownerFindings({ mounts }: ContainerInputs, { volumes, folder }: Owned): Finding[] {
  return (mounts ?? []).flatMap(({ type, source }, index) => {
    const at = `mounts/${String(index)}/source`;
    if (type === "bind") {
      const isOwn = isBelow(source ?? "", folder);
      return isOwn ? [] : [finding(at, `a folder below ${folder}, its service's`, source)];
    }
    // Without a name, a volume is new and nobody else's; another rule refuses it.
    if (!source || type === "tmpfs" || volumes.includes(source)) return [];
    const own = volumes.length === 0 ? "it has none" : volumes.toSorted().join(", ");
    return [finding(at, `a volume of its own service (${own})`, source)];
  });
}

/** The local driver binds any folder of the host that its options name. */
function driverFindings(at: string, { volumeOptions }: Mount): Finding[] {
  const { driverName, driverOptions } = volumeOptions ?? {};
  const options = Object.keys(driverOptions ?? {});
  return [
    ...(!driverName || driverName === "local"
      ? []
      : [finding(`${at}/volumeOptions/driverName`, 'absent or "local"', driverName)]),
    ...options.map((name) =>
      finding(`${at}/volumeOptions/driverOptions/${name}`, "absent", driverOptions?.[name]),
    ),
  ];
}

/** What rules read of a volume. */
export interface VolumeInputs {
  driver?: string | null;
  driverOpts?: Readonly<Record<string, string>> | null;
}

/** A volume is a local one of its own, on disk or in memory, not a folder of the host. */
export function volumeFindings({ driver, driverOpts }: VolumeInputs): Finding[] {
  const options = isBoundedMemory(driverOpts ?? {}) ? {} : driverOpts;
  return [
    ...(!driver || driver === "local" ? [] : [finding("driver", 'absent or "local"', driver)]),
    ...Object.entries(options ?? {}).map(([name, value]) =>
      finding(`driverOpts/${name}`, "absent", value),
    ),
  ];
}

/** In just this form: whatever else the driver passes to the host's `mount`. */
function isBoundedMemory({ type, device, o = "", ...others }: Readonly<Record<string, string>>) {
  return (
    [type, device].every((one) => one === "tmpfs") &&
    Object.keys(others).length === 0 &&
    /^size=[1-9]\d*[kmg],uid=\d+,gid=\d+,mode=[0-7]{4},nosuid,nodev,noexec$/.test(o)
  );
}

/** What a container wrote must be there for the next one: Docker deletes volumes without a name. */
export function keptVolumeFindings({ removeVolumes, mounts }: ContainerInputs): Finding[] {
  const unnamed = (mounts ?? []).flatMap(({ type, source }, index) =>
    type === "volume" && !source?.trim()
      ? [finding(`mounts/${String(index)}/source`, "the name of a volume", source)]
      : [],
  );
  return [
    ...(removeVolumes === false ? [] : [finding("removeVolumes", "false", removeVolumes)]),
    ...unnamed,
  ];
}

/** `paths`: where the image declares a volume; undefined: nobody says. */
export function uncoveredFindings(
  { mounts, tmpfs }: ContainerInputs,
  paths: readonly string[] | undefined,
): Finding[] {
  if (!paths) {
    const problem =
      "must be those of a component that says where its image declares volumes, has none";
    return [{ at: "mounts", problem, fix: "declare it with DeployedService" }];
  }
  const covered = [
    ...(mounts ?? []).map(({ target }) => withoutSlash(target ?? "")),
    ...Object.keys(tmpfs ?? {}).map(withoutSlash),
  ];
  return paths
    .filter((one) => !covered.includes(withoutSlash(one)))
    .map((one) => ({
      at: "mounts",
      problem: `must cover ${one}, where the image declares a volume, do not`,
    }));
}

function withoutSlash(folder: string): string {
  return folder.replace(/\/+$/, "");
}

/** An upload into a container with a read-only root always fails; configuration comes by a mount. */
export function rootFindings({ readOnly, uploads }: ContainerInputs): Finding[] {
  return [
    ...(readOnly === true
      ? []
      : [finding("readOnly", "true", readOnly, "name what it writes in tmpfs or volumes")]),
    ...(uploads ?? []).map(({ file }, index) =>
      finding(`uploads/${String(index)}`, "absent", file, "bind its folder read-only"),
    ),
  ];
}

/** Options that a tmpfs may have, with the values of those that have one. */
const TMPFS: Readonly<Record<string, RegExp | undefined>> = {
  ...{ rw: undefined, ro: undefined, exec: undefined, noexec: undefined },
  ...{ suid: undefined, nosuid: undefined, dev: undefined, nodev: undefined },
  ...{ noatime: undefined, nodiratime: undefined, relatime: undefined, strictatime: undefined },
  size: /^[1-9]\d*[kmg]?$/i,
  nr_inodes: /^[1-9]\d*[kmg]?$/i,
  uid: /^\d+$/,
  gid: /^\d+$/,
  mode: /^[0-7]{3,4}$/,
};

/** A file in memory counts as memory of the container, and without a bound may take half of the host's. */
export function tmpfsFindings({ tmpfs, mounts }: ContainerInputs): Finding[] {
  const wanted = "rw or ro with nosuid, nodev and size=<number>m";
  const entries = Object.entries(tmpfs ?? {}).flatMap(([target, options]) =>
    isBoundedTmpfs(options ?? "") ? [] : [finding(`tmpfs${target}`, wanted, options)],
  );
  const mounted = (mounts ?? []).flatMap(({ type, tmpfsOptions }, index) =>
    type === "tmpfs" && !((tmpfsOptions?.sizeBytes ?? 0) > 0)
      ? [
          finding(
            `mounts/${String(index)}/tmpfsOptions/sizeBytes`,
            "above 0",
            tmpfsOptions?.sizeBytes,
          ),
        ]
      : [],
  );
  return [...entries, ...mounted];
}

/** As the kernel reads them: of options that contradict each other, the last one holds. */
function isBoundedTmpfs(options: string): boolean {
  const given = options.split(",").map((option) => option.split(/=(.*)/s));
  const areKnown = given.every(([name = "", value]) => {
    if (!Object.hasOwn(TMPFS, name)) return false;
    const form = TMPFS[name];
    return form === undefined ? value === undefined : form.test(value ?? "");
  });
  const names = given.map(([name = ""]) => name);
  const isLast = (name: string, opposite: string): boolean =>
    names.lastIndexOf(name) > names.lastIndexOf(opposite);
  return areKnown && names.includes("size") && isLast("nosuid", "suid") && isLast("nodev", "dev");
}
