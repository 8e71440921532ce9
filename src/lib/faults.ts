/** What is wrong, where, and how to mend it: the one form of every message to the user. */
export interface Fault {
  /** Slash-separated for the catalogue, Pulumi's own notation for configuration. */
  path: string;
  /** What was expected and what was found. */
  problem: string;
  fix: string;
}

/** One line, whatever was found. */
export function formatFault({ path, problem, fix }: Fault): string {
  return `${path}: ${problem}; ${fix}`.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

export function formatFaults(faults: readonly Fault[]): string {
  return faults.map(formatFault).join("\n");
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  return typeof value === "string" ? `"${value}"` : JSON.stringify(value);
}

/** What an exception says, whatever was thrown. */
export function reasonOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === "string" ? message : String(error);
}
