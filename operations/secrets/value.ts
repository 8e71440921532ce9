/** The value of a secret as people give it: text, without the line break that editors and echo add. */
import { readFileSync } from "node:fs";
import { UserError } from "../../src/lib/error.ts";
import { reasonOf } from "../../src/lib/faults.ts";

/** What a pipe to a step and a file in memory take with ease. */
const MOST_BYTES = 64 * 1024;

/**
 * @param from for the messages: what is read
 * @throws UserError where it is empty, too long or no text; its text is in no message
 */
export function valueOf(bytes: Buffer, from: string): string {
  const said = (problem: string, fix: string) =>
    new UserError(`${from}: must be ${problem}; ${fix}`);
  if (bytes.length > MOST_BYTES)
    throw said(`at most 64 KiB, is ${String(bytes.length)} bytes`, "give a shorter one");
  const value = textOf(bytes)?.replace(/\r?\n$/, "");
  if (value === undefined)
    throw said("text in UTF-8 without a NUL character, is not", "encode it, in base64 for example");
  if (value === "") throw said("a value, is empty", "type it, pipe it in, or name a file");
  return value;
}

/** @throws UserError where it cannot be read */
export function valueIn(file: string): string {
  try {
    return valueOf(readFileSync(file), `--file ${file}`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `--file: must be a file that can be read, is not (${reasonOf(error)}); name another`,
    );
  }
}

function textOf(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
