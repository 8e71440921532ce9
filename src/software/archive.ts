/** Backups that collect files in a folder first: a product's scripts, and what they have in common. */
import { shellScript, shellWord } from "../lib/shell-script.ts";
import type { Backup, BackupContext } from "./backup.ts";

export interface Archived {
  /** Whose archive it is: no other product's restore takes it. */
  product: string;
  /** A folder that the scripts make, and remove: on a volume, or in /tmp for what stays small. */
  stage: string;
}

export interface Scripts
  extends Archived, Pick<Backup, "into" | "stopped" | "token" | "unproven" | "undrilled"> {
  /** The module beside which save.sh, restore.sh and facts.sh lie. */
  beside: string;
  /** A file with functions that all three call. */
  common?: string;
  /** What stands for a name in restore.sh. */
  values?: (context: BackupContext) => Record<string, string>;
}

/** `text` is shell with the functions of archive.sh and with `$STAGE`. */
export function archiveScript({ product, stage }: Archived, text: string): string {
  return (
    shellScript(new URL("archive.sh", import.meta.url), {
      product,
      stage: shellWord(stage),
    }) + text
  );
}

export function archivedBackup(scripts: Scripts): Backup {
  const { beside, common, values, into, stopped, token, unproven, undrilled } = scripts;
  const text = (name: string, of: Record<string, string> = {}) =>
    (common === undefined ? "" : shellScript(new URL(common, beside))) +
    shellScript(new URL(`${name}.sh`, beside), of);
  return {
    save: () => archiveScript(scripts, text("save")),
    restore: (context) => archiveScript(scripts, text("restore", values?.(context))),
    facts: () => text("facts"),
    into,
    ...(stopped && { stopped }),
    ...(token && { token }),
    ...(unproven && { unproven }),
    ...(undrilled !== undefined && { undrilled }),
  };
}
