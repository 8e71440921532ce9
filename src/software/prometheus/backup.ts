/** How Prometheus is saved and restored: by snapshots of its own. */
import { archivedBackup } from "../archive.ts";

export const backup = archivedBackup({
  beside: import.meta.url,
  product: "prometheus",
  stage: "/prometheus/bev-backup",
  into: "volume",
});
