/** Quantities, and the one way each is written. */
export type Mebibytes = number;
export type Cores = number;
/** One unit is 1 GB of the VRAM of the platform's one card (C12). */
export type GpuUnits = number;
export type Seconds = number;

/** What the Engine says of durations, in what timers take. */
export const NANOSECONDS_PER_MILLISECOND = 1e6;

/**
 * CPUs in the form that the docker provider reads back, so that a refresh shows no change:
 * 2 is "2.0", 0.5 is "0.5".
 * @throws RangeError outside 0.1 to 9.99 in steps of 0.01, where that form is not faithful
 */
export function formatCpus(cores: Cores): string {
  if (!isCpus(cores)) {
    throw new RangeError(`cpus: must be 0.1 to 9.99 in steps of 0.01, got ${String(cores)}`);
  }
  const text = String(hundredthsOf(cores) / 100);
  return text.includes(".") ? text : `${text}.0`;
}

export function isCpus(cores: Cores): boolean {
  const hundredths = hundredthsOf(cores);
  const isExact = Math.abs(hundredths / 100 - cores) < 1e-9;
  return isExact && hundredths >= 10 && hundredths <= 999;
}

function hundredthsOf(cores: Cores): number {
  return Math.round(cores * 100);
}

/** A duration as Go prints it, for the same reason: 90 is "1m30s", 60 is "1m0s". */
export function formatDuration(seconds: Seconds): string {
  const minutes = Math.floor(seconds / 60);
  const rest = `${String(seconds % 60)}s`;
  if (minutes === 0) return rest;
  return minutes < 60
    ? `${String(minutes)}m${rest}`
    : `${String(Math.floor(minutes / 60))}h${String(minutes % 60)}m${rest}`;
}

/** Gibibytes with one decimal, for people. */
export function formatMemory(mebibytes: Mebibytes): string {
  return `${(mebibytes / 1024).toFixed(1)} GiB`;
}
