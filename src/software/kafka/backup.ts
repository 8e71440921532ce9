/** How Kafka is saved and restored: topics, settings and groups, which one broker knows for all; messages have their replicas. */
import { archivedBackup } from "../archive.ts";

export const backup = archivedBackup({
  beside: import.meta.url,
  product: "kafka",
  stage: "/tmp/bev-backup",
  common: "tools.sh",
  into: "service",
  unproven: { facts: ["copies."], what: "the number of copies: one broker has one of each topic" },
});
