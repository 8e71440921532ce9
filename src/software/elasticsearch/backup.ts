/** How Elasticsearch is saved and restored: by a repository for each snapshot. */
import { archivedBackup } from "../archive.ts";

export const backup = archivedBackup({
  beside: import.meta.url,
  product: "elasticsearch",
  stage: "/var/tmp/bev-backup",
  common: "requests.sh",
  into: "service",
});
