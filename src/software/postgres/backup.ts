/** How PostgreSQL is saved and restored: as SQL, which another version and another processor take. */
import { shellScript } from "../../lib/shell-script.ts";
import type { Backup } from "../backup.ts";

export const backup: Backup = {
  save: () => shellScript(new URL("save.sh", import.meta.url)),
  restore: ({ service: { data } }) => {
    const publications = data?.engine === "postgres" ? (data.publications ?? []) : [];
    const slots = publications.map(
      ({ database, subscriber }) => `keep_for ${database} ${subscriber}`,
    );
    return shellScript(new URL("restore.sh", import.meta.url), { slots: slots.join("\n") });
  },
  into: "service",
  facts: () => shellScript(new URL("facts.sh", import.meta.url)),
};
