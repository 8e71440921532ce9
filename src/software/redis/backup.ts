/** How Redis is saved and restored. */
import { archivedBackup } from "../archive.ts";

export const backup = archivedBackup({
  beside: import.meta.url,
  product: "redis",
  stage: "/data/bev-backup",
  into: "volume",
});
