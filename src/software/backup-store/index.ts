/** The store of other nodes' backups: rclone's server for restic, which adds and never removes (ADR-0026). */
import type { BackupStoreData } from "../../catalog/types.ts";
import { shellScript } from "../../lib/shell-script.ts";
import type { DataContext, Software } from "../software.ts";

export const backupStore: Software = {
  config: Object.fromEntries(
    ["serve.sh", "tend.sh", "room.sh", "mend.sh", "forget.sh", "offsite.sh"].map((file) => [
      file,
      () => shellScript(new URL(file, import.meta.url)),
    ]),
  ),
  /** A login whose service does not run yet cannot come in. */
  data: ({ logins }: BackupStoreData, { verifiers }: DataContext) =>
    shellScript(new URL("data.sh", import.meta.url), {
      logins: logins
        .flatMap(({ user, secret }) => {
          const verifier = verifiers[secret];
          return verifier === undefined ? [] : [`${user}:${verifier}`];
        })
        .join("\n"),
    }),
  // Process 1 is Docker's own, which passes signals on.
  reload: "kill -HUP 1",
  tls: "https",
};
