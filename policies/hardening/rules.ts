/** The pack `hardening`: what a container may do to its host, and what it must declare. */
import type { Rule } from "../kit/rule.ts";
import { commandDockerUnprivileged } from "./command-docker-unprivileged.ts";
import { containerCapabilitiesDropped } from "./container-capabilities-dropped.ts";
import { containerConfined } from "./container-confined.ts";
import { containerHealthChecked } from "./container-health-checked.ts";
import { containerImagePinned } from "./container-image-pinned.ts";
import { containerImageVolumesCovered } from "./container-image-volumes-covered.ts";
import { containerKernelDefaults } from "./container-kernel-defaults.ts";
import { containerLifecycle } from "./container-lifecycle.ts";
import { containerLogsBounded } from "./container-logs-bounded.ts";
import { containerMountsSafe } from "./container-mounts-safe.ts";
import { containerPidsLimited } from "./container-pids-limited.ts";
import { containerPortsUnprivileged } from "./container-ports-unprivileged.ts";
import { containerResourcesBounded } from "./container-resources-bounded.ts";
import { containerRootReadOnly } from "./container-root-read-only.ts";
import { containerSharesNoNamespace } from "./container-shares-no-namespace.ts";
import { containerTmpfsBounded } from "./container-tmpfs-bounded.ts";
import { containerUserNotRoot } from "./container-user-not-root.ts";
import { containerVolumesKept } from "./container-volumes-kept.ts";
import { volumeOfItsOwn } from "./volume-of-its-own.ts";

export const hardening: readonly Rule[] = [
  commandDockerUnprivileged,
  containerCapabilitiesDropped,
  containerConfined,
  containerHealthChecked,
  containerImagePinned,
  containerImageVolumesCovered,
  containerKernelDefaults,
  containerLifecycle,
  containerLogsBounded,
  containerMountsSafe,
  containerPidsLimited,
  containerPortsUnprivileged,
  containerResourcesBounded,
  containerRootReadOnly,
  containerSharesNoNamespace,
  containerTmpfsBounded,
  containerUserNotRoot,
  containerVolumesKept,
  volumeOfItsOwn,
];
