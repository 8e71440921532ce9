/** How PostgreSQL is saved and restored: as SQL, which another version and another processor take. */
import type { DataObjects } from "../../catalog/types.ts";
import { shellScript } from "../../lib/shell-script.ts";
import type { Backup } from "../backup.ts";

/** Text of a script that makes the slots of the row's publications. */
export function slotsScript(data: DataObjects | undefined): string {
  const publications = data?.engine === "postgres" ? (data.publications ?? []) : [];
  const calls = publications.map(
    ({ database, subscriber }) => `keep_for ${database} ${subscriber}`,
  );
  return shellScript(new URL("slots.sh", import.meta.url), { calls: calls.join("\n") });
}

export const backup: Backup = {
  save: () => shellScript(new URL("save.sh", import.meta.url)),
  restore: ({ service }) =>
    shellScript(new URL("restore.sh", import.meta.url), { slots: slotsScript(service.data) }),
  into: "service",
  facts: () => shellScript(new URL("facts.sh", import.meta.url)),
};
