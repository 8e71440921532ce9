/** How Weaviate is saved and restored: by its module for file systems. */
import { archivedBackup } from "../archive.ts";

export const backup = archivedBackup({
  beside: import.meta.url,
  product: "weaviate",
  stage: "/var/tmp/bev-backup",
  common: "requests.sh",
  into: "service",
  undrilled: "it starts once the service that makes its vectors answers, which a drill has not",
});
