/** JSON with comments and trailing commas, as Tailscale's policy file is written. */

/** A whole string, so that what looks like a comment inside one stays. */
const STRING = /"(?:\\.|[^"\\])*"/;
const COMMENT = new RegExp(`(${STRING.source})|//[^\\n]*|/\\*[^]*?\\*/`, "g");
const TRAILING_COMMA = new RegExp(`(${STRING.source})|,(?=\\s*[}\\]])`, "g");

/** @throws SyntaxError for what is not JSON even so */
export function parseHujson(text: string): unknown {
  const keepStrings = (_: string, string: string | undefined): string => string ?? "";
  return JSON.parse(text.replace(COMMENT, keepStrings).replace(TRAILING_COMMA, keepStrings));
}
