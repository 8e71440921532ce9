/** How Consul is saved and restored: by snapshots of its leader. */
import { archivedBackup } from "../archive.ts";

export const backup = archivedBackup({
  beside: import.meta.url,
  product: "consul",
  stage: "/consul/data/bev-backup",
  into: "service",
});
