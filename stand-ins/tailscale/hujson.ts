/**
 * Tailscale's policy file as tokens: what is the same but for its layout has the same ones. Nothing
 * of src/ is used: a plugin is built again for changes of stand-ins/ only, and comments count here.
 */

/** A comment, a string, a piece of punctuation, or a number or word. */
const TOKEN = /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"/]+|\S/g;

/** @throws SyntaxError for what is no HuJSON */
export function parsePolicy(text: string): unknown {
  return JSON.parse(tokens(text).filter(isNoComment).join(" "));
}

/**
 * Whether two policies differ in nothing but blanks, line breaks and trailing commas. Comments
 * count, because they are kept with the policy.
 */
export function isSamePolicy(one: string, other: string): boolean {
  const [first, second] = [tokens(one), tokens(other)];
  return first.length === second.length && first.every((token, index) => token === second[index]);
}

function tokens(text: string): string[] {
  const found = [...text.matchAll(TOKEN)].map(([token]) => token.trimEnd());
  const trailing = trailingCommas(found);
  return found.filter((_, index) => !trailing.has(index));
}

/** Where a value comes before a comma, and then, but for comments, the end of its list. */
function trailingCommas(found: readonly string[]): Set<number> {
  const places = [...found.keys()].filter((index) => isNoComment(found[index] ?? ""));
  const at = (place: number): string => found[places[place] ?? -1] ?? "";
  return new Set(
    places.filter(
      (_, place) =>
        at(place) === "," && /^[}\]]$/.test(at(place + 1)) && !/^[{[,:]$/.test(at(place - 1)),
    ),
  );
}

function isNoComment(token: string): boolean {
  return !token.startsWith("//") && !token.startsWith("/*");
}
