/** How a product's data is saved, restored and compared: shell scripts that `bev backup` and `bev restore` run. */
import type { Service } from "../catalog/resolve.ts";
import type { VaultNeeds } from "../catalog/vault.ts";

/** How a product's data is saved, restored and compared. */
export interface Backup {
  /**
   * A shell script for the running container of the product: it writes one tar archive of all that is to be kept to
   * standard output, and ends with another code than 0 when anything lacks. What can grow it collects on the volume that
   * it saves, and only after it has found room there; /tmp gets what stays below 1 MiB.
   */
  save(context: BackupContext): string;
  /**
   * `save` wants the service stopped: it runs in a one-shot container as a `restore` into a volume does. `facts` runs just
   * before, in the service's own.
   */
  stopped?: true;
  /**
   * `save` and `facts` read a token of Vault from standard input, in one line, which may do what is listed. Absent: their
   * standard input is empty.
   */
  token?: VaultNeeds;
  /** A shell script that reads what `save` wrote from standard input. */
  restore(context: BackupContext): string;
  /**
   * Where `restore` runs: in the live, newly initialised container of the service (`service`), or in a one-shot
   * container of its image, without a network, over the empty volumes, before the service starts (`volume`). The one-shot
   * container has the options, volumes, secret files and configuration of the service's own.
   */
  into: "service" | "volume";
  /**
   * A shell script for the running container that prints what is kept as lines `name value`, sorted: counts, checksums.
   * Equal lines before and after mean that nothing was lost.
   */
  facts(context: BackupContext): string;
  /** `facts` reads files alone: after a restore into a volume nothing has to start for it. */
  resting?: true;
  /** What a drill cannot have, and so does not compare. */
  unproven?: Unproven;
  /** Why `bev drill`, which has one container without a network, cannot have it back. Absent: it can. */
  undrilled?: string;
}

export interface Unproven {
  /** How the names of such facts begin. */
  facts: readonly string[];
  /** What they are, for people, and why a drill lacks them. */
  what: string;
}

/** What the scripts depend on: users, databases, ports, secret files and volumes are the service's. */
export interface BackupContext {
  service: Service;
}
