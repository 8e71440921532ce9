/** What a container may do to its host: privileges, capabilities, user, namespaces, kernel. */
import { finding } from "./container.ts";
import type { ContainerInputs, Finding } from "./container.ts";

const NO_NEW_PRIVILEGES = "no-new-privileges:true";

/** The Engine's own AppArmor and seccomp profiles hold as long as no option says otherwise. */
export function confinementFindings({ privileged, securityOpts }: ContainerInputs): Finding[] {
  const options = securityOpts ?? [];
  const odd = options.flatMap((option, index) =>
    option === NO_NEW_PRIVILEGES
      ? []
      : [finding(`securityOpts/${String(index)}`, `"${NO_NEW_PRIVILEGES}"`, option)],
  );
  return [
    ...(privileged ? [finding("privileged", "false", privileged)] : []),
    ...odd,
    ...(options.length === 0
      ? [finding("securityOpts", `["${NO_NEW_PRIVILEGES}"]`, securityOpts)]
      : []),
  ];
}

/** What a process without root may still need: to lock its memory, to bind a port below 1024. */
const ADDABLE = ["CAP_IPC_LOCK", "CAP_NET_BIND_SERVICE"];

export function capabilityFindings({ capabilities }: ContainerInputs): Finding[] {
  const drops = capabilities?.drops ?? [];
  // Other spellings of the same make the provider replace the container at every update.
  const dropsAll = drops.length === 1 && drops[0] === "ALL";
  const adds = (capabilities?.adds ?? []).flatMap((added, index) =>
    ADDABLE.includes(added)
      ? []
      : [finding(`capabilities/adds/${String(index)}`, `one of ${ADDABLE.join(", ")}`, added)],
  );
  return [
    ...(dropsAll ? [] : [finding("capabilities/drops", '["ALL"]', capabilities?.drops)]),
    ...adds,
  ];
}

/** A group of 0 alone gives nothing: several images have files that only it may write. */
export function userFindings({ user, groupAdds }: ContainerInputs): Finding[] {
  const isNumericNonRoot = /^[1-9]\d*:\d+$/.test(user ?? "");
  const groups = (groupAdds ?? []).flatMap((group, index) =>
    /^[1-9]\d*$/.test(group)
      ? []
      : [finding(`groupAdds/${String(index)}`, "a number above 0", group)],
  );
  return [
    ...(isNumericNonRoot ? [] : [finding("user", "a numeric uid:gid with a uid above 0", user)]),
    ...groups,
  ];
}

/** Another's namespace is as good as its host's: `container:x` may point to one that has it. */
export function namespaceFindings(container: ContainerInputs): Finding[] {
  const own: readonly [keyof ContainerInputs, readonly string[]][] = [
    ["pidMode", []],
    ["ipcMode", ["private", "none"]],
    ["usernsMode", []],
    ["cgroupnsMode", ["private"]],
    ["cgroupParent", []],
  ];
  return own.flatMap(([mode, allowed]) => {
    const found = container[mode] as string | null | undefined;
    if (!found || allowed.includes(found)) return [];
    return [finding(mode, ["absent", ...allowed.map((one) => `"${one}"`)].join(" or "), found)];
  });
}

/** Names of the Container Device Interface hold a slash; those of graphics cards begin so. */
const CDI_GPU = "nvidia.com/gpu=";

export function kernelFindings(container: ContainerInputs): Finding[] {
  const { devices, deviceCgroupRules, deviceRequests, sysctls, runtime } = container;
  const each = (field: string, list: readonly unknown[] | null | undefined): Finding[] =>
    (list ?? []).map((found, index) => finding(`${field}/${String(index)}`, "absent", found));
  const requests = (deviceRequests ?? []).flatMap(({ deviceIds }, index) =>
    (deviceIds ?? [])
      .filter((id) => id.includes("/") && !id.startsWith(CDI_GPU))
      .map((id) => finding(`deviceRequests/${String(index)}/deviceIds`, `a GPU, ${CDI_GPU}…`, id)),
  );
  return [
    ...each("devices", devices),
    ...each("deviceCgroupRules", deviceCgroupRules),
    ...requests,
    ...Object.entries(sysctls ?? {}).map(([name, value]) =>
      finding(`sysctls/${name}`, "absent", value),
    ),
    ...(runtime && !["runc", "nvidia"].includes(runtime)
      ? [finding("runtime", 'absent or "runc", or "nvidia" with a GPU', runtime)]
      : []),
    ...coreFindings(container),
    ...limitFindings(container),
  ];
}

/** A core dump holds the secrets of its process. */
function coreFindings({ ulimits }: ContainerInputs): Finding[] {
  const found = (ulimits ?? []).filter(({ name }) => name === "core");
  const none = found.length > 0 && found.every(({ soft, hard }) => soft === 0 && hard === 0);
  return none ? [] : [finding("ulimits", "0 for core, soft and hard", found[0])];
}

/** Limits that may be raised, but not taken away. */
const RAISABLE = ["nofile", "nproc", "memlock", "stack"];

function limitFindings({ ulimits }: ContainerInputs): Finding[] {
  return (ulimits ?? []).flatMap((found, index) => {
    const { name, soft, hard } = found;
    const isBounded = [soft, hard].every((one) => typeof one === "number" && one > 0);
    if (name?.toLowerCase() === "core" || (RAISABLE.includes(name ?? "") && isBounded)) return [];
    return [finding(`ulimits/${String(index)}`, `a number of ${RAISABLE.join(", ")}`, found)];
  });
}
