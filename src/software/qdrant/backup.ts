/** How Qdrant is saved and restored: by one snapshot of everything. */
import { archivedBackup } from "../archive.ts";

export const backup = archivedBackup({
  beside: import.meta.url,
  product: "qdrant",
  stage: "/qdrant/storage/bev-backup",
  common: "requests.sh",
  into: "volume",
});
