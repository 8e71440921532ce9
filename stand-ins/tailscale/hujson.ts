/** Tailscale's policy file: what is the same but for its layout counts as the same. */
import { createScanner } from "jsonc-parser";

/**
 * Whether two policies differ in nothing but blanks, line breaks and trailing commas. Comments
 * count, because they are kept with the policy.
 */
export function isSamePolicy(one: string, other: string): boolean {
  const [first, second] = [tokens(one), tokens(other)];
  return first.length === second.length && first.every((token, index) => token === second[index]);
}

function tokens(text: string): string[] {
  const scanner = createScanner(text);
  const found: string[] = [];
  for (;;) {
    scanner.scan();
    const [offset, length] = [scanner.getTokenOffset(), scanner.getTokenLength()];
    if (length === 0) break;
    const token = text.slice(offset, offset + length).trimEnd();
    if (token !== "") found.push(token);
  }
  const isTrailing = (index: number): boolean => {
    const next = found.slice(index + 1).find((token) => !isComment(token));
    return found[index] === "," && (next === "}" || next === "]");
  };
  return found.filter((_, index) => !isTrailing(index));
}

function isComment(token: string): boolean {
  return token.startsWith("//") || token.startsWith("/*");
}
