/** Airflow: secrets that cannot be rotated. */
import type { Software } from "../software.ts";

const FIXED = "nothing takes it yet: Airflow waits for a decision";

export const airflow: Software = { fixed: { "sql-alchemy-conn": FIXED, "broker-url": FIXED } };
