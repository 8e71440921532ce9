/** JSON with comments and trailing commas, as Tailscale's policy file is written. */
import { getNodeValue, parseTree, printParseErrorCode } from "jsonc-parser";
import type { ParseError } from "jsonc-parser";

/** @throws SyntaxError for what is not JSON even so */
export function parseHujson(text: string): unknown {
  const errors: ParseError[] = [];
  // Through its tree: the library's own objects take a key `__proto__` for their prototype.
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (!first) return tree && (getNodeValue(tree) as unknown);
  throw new SyntaxError(`${printParseErrorCode(first.error)} at position ${String(first.offset)}`);
}
