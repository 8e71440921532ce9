/** How a service is saved, by the methods that its volumes name. */
import type { Service } from "../catalog/resolve.ts";
import type { BackupMethod } from "../catalog/types.ts";
import type { Fault } from "../lib/faults.ts";
import type { Backup } from "./backup.ts";
import { fileCopy } from "./file-copy.ts";
import type { Software } from "./software.ts";

/** Methods that need no product: files as they are, what another member has too, and what nobody keeps. */
const OF_ANY: readonly BackupMethod[] = ["file-copy", "replicated", "none"];

/**
 * Undefined where nothing is saved. A product with a method of its own saves all volumes of its service.
 *
 * @param product that of the service
 */
export function backupOf(service: Service, product: Software): Backup | undefined {
  if (isOwn(service)) return product.backup;
  return service.volumes.some(({ backup }) => backup === "file-copy") ? fileCopy : undefined;
}

/** Rows that name a method which their product has not. */
export function backupFaults(
  services: readonly Service[],
  softwareOf: (service: Service) => Software,
): Fault[] {
  return services
    .filter((service) => isOwn(service) && !softwareOf(service).backup)
    .map(({ name, node, family, image }) => ({
      path: `${node}/${name}/volumes`,
      problem: `must be saved by file-copy, replicated or none, because ${image.software} has no method of its own`,
      fix: `add \`backup\` to src/software/${image.software}/index.ts, or change it in src/catalog/${family}.ts`,
    }));
}

function isOwn({ volumes }: Pick<Service, "volumes">): boolean {
  return volumes.some(({ backup }) => !OF_ANY.includes(backup));
}
