/** JSON with comments and trailing commas, as Tailscale's policy file is written. */
import { parse, printParseErrorCode } from "jsonc-parser";
import type { ParseError } from "jsonc-parser";

/** @throws SyntaxError for what is not JSON even so */
export function parseHujson(text: string): unknown {
  const errors: ParseError[] = [];
  const value = parse(text, errors, { allowTrailingComma: true }) as unknown;
  const [first] = errors;
  if (!first) return value;
  throw new SyntaxError(`${printParseErrorCode(first.error)} at position ${String(first.offset)}`);
}
