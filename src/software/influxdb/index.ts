/** InfluxDB: secrets that cannot be rotated. */
import type { Software } from "../software.ts";
import { backup } from "./backup.ts";

const FIXED =
  "InfluxDB takes it at its first start alone, and it does not run here to prove another way";

export const influxdb: Software = { backup, fixed: { password: FIXED, "admin-token": FIXED } };
