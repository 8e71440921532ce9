/** A length of time as people type it. */
import { UserError } from "../src/lib/error.ts";

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws UserError that names the option */
export function millisecondsOf(option: string, time: string): number {
  const [, count, unit = ""] = /^([1-9]\d{0,3})([mhd])$/.exec(time) ?? [];
  if (count !== undefined) return Number(count) * (UNITS[unit] ?? 0);
  throw new UserError(`${option}: must be a number with m, h or d, got "${time}"; such as 2h`);
}
