/** How Neo4j is saved and restored: its community edition dumps a stopped server only. */
import { archivedBackup } from "../archive.ts";

export const backup = archivedBackup({
  beside: import.meta.url,
  product: "neo4j",
  stage: "/data/bev-backup",
  stopped: true,
  into: "volume",
});
