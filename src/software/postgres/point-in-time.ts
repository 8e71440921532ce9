/** Points in time of PostgreSQL: what pulls WAL and bases of a server, and what a restore runs (ADR-0028). */
import type { ServiceSpec } from "../../catalog/types.ts";
import { shellScript } from "../../lib/shell-script.ts";
import type { ConfigRenderer } from "../software.ts";
import { slotsScript } from "./backup.ts";

/** A base is made after so many days; points in time are kept for so many, and up to a base more. */
export const BASE_DAYS = 7;
const KEPT_DAYS = 30;

export const pullScript: ConfigRenderer = () =>
  shellScript(new URL("pull-wal.sh", import.meta.url), {
    seconds: String(BASE_DAYS * 86_400),
    days: String(KEPT_DAYS),
  });

/** Whether a row pulls the WAL of a service. */
export function pullsFrom(row: Pick<ServiceSpec, "config" | "env">, service: string): boolean {
  const from = row.env?.["POSTGRES"];
  return (
    (row.config?.files.includes("pull-wal.sh") ?? false) &&
    typeof from === "object" &&
    "endpoint" in from &&
    from.endpoint === service
  );
}

/** For a container over the volume of a restored server, with the WAL as its standard input. */
export const recoverScript = () => shellScript(new URL("recover.sh", import.meta.url));

/** For the server once it takes writes. */
export function recoveredScript({ data }: Pick<ServiceSpec, "data">): string {
  return shellScript(new URL("recovered.sh", import.meta.url), { slots: slotsScript(data) });
}
