/** What a backup agent is told of a row, and how a test has an archive hold less. */
import { backupPlan } from "../../src/software/backup/index.ts";
import type { SavedService } from "../../src/software/backup/index.ts";
import { softwareOf } from "../../src/software/index.ts";
import type { RowContainer } from "./row-container.ts";

export function savedOf({ service, prefix }: RowContainer): SavedService {
  const site = { stack: "thanos", address: "127.0.0.1", prefix, dataRoot: "/srv" };
  const [one] = backupPlan({ site, services: [service], softwareOf }).services;
  if (!one) throw new Error(`${service.name}: is not saved`);
  return one;
}

/**
 * A script that writes an archive, such as a save, with other content in it that is right in itself.
 *
 * @param change a shell command in the folder of the archive's files, such as content/topics
 */
export function changed(archive: string, change: string): string {
  return `( ${archive}
) | {
  set -e
  work=$(mktemp -d); cd "$work"; tar -xf -
  ${change}
  find about content -type f -exec sha256sum {} + >checksums
  tar -cf - about content checksums; rm -rf "$work"
}`;
}

/** A shell command that makes one byte in the middle of a file another one. */
export function flipIn(file: string): string {
  return [
    `size=$(wc -c <${file})`,
    `byte=$(od -An -tu1 -j $((size / 2)) -N 1 ${file} | tr -d ' ')`,
    `printf "\\\\$(printf %03o $((byte ^ 1)))" | dd of=${file} bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null`,
  ].join("\n");
}
