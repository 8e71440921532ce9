/** How InfluxDB is saved and restored: by its own tool. */
import { archivedBackup } from "../archive.ts";

export const backup = archivedBackup({
  beside: import.meta.url,
  product: "influxdb",
  stage: "/var/lib/influxdb2/bev-backup",
  into: "service",
});
