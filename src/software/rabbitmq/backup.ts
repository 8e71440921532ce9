/** How RabbitMQ is saved and restored: by its definitions, which one member knows for all. */
import { archivedBackup } from "../archive.ts";

export const backup = archivedBackup({
  beside: import.meta.url,
  product: "rabbitmq",
  stage: "/tmp/bev-backup",
  into: "service",
});
