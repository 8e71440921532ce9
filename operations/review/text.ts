/** Values in Markdown: none of them is read as markup, calls anybody or hides anything, and each can be read back. */

/** What a line has room for, in whole characters. */
const LONG = /^(.{160})./su;

/** The middle of a hash tells nobody anything. */
const HASH = /\b([0-9a-f]{12})[0-9a-f]{52}\b/g;

/** What no reader sees, or what moves what they see: control and format characters, ends of lines, half characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A value as it is; as a string of JSON where it would not be seen as it is, or `isOdd` says so. */
function visible(text: string, isOdd = false): string {
  const isPlain = !isOdd && !/^$|^"|^\s|\s$/.test(text) && text.search(UNSEEN) < 0;
  return isPlain ? text : JSON.stringify(text).replace(UNSEEN, escaped);
}

/** As JSON writes it: `JSON.stringify` itself does so with few of them. */
function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
    .join("");
}

/** A code span of the whole value. */
export function whole(text: string): string {
  return span(visible(text));
}

/** Its fence is longer than any run of backticks in it. */
function span(shown: string): string {
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  const gap = /^`|`$/.test(shown) ? " " : "";
  return `${fence}${gap}${shown}${gap}${fence}`;
}

/** A code span, shortened to what a line has room for. */
export function code(text: string): string {
  return whole(shortened(text));
}

/** In a table, where a bar ends a cell in a code span too. */
export function cell(text: string): string {
  const short = shortened(text);
  return span(visible(short, short.includes("|")).replaceAll("|", "\\u007c"));
}

function shortened(text: string): string {
  const short = text.replace(HASH, "$1…");
  const start = LONG.exec(short)?.[1];
  return start === undefined ? short : `${start}…`;
}

/** In HTML. */
export function htmlCode(text: string): string {
  const html = visible(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<code>${html}</code>`;
}

/** Lines of a block of code: no line ends it. */
export function fenced(language: string, text: string): string[] {
  const shown = text.replace(/[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
  const longest = Math.max(2, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...shown.split("\n"), fence];
}
