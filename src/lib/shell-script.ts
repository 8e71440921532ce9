/** Shell scripts that run on nodes: each lies beside the code that starts it, under shellcheck. */
import { readFileSync } from "node:fs";

/** Lines that no node gets: the interpreter's name, directives of shellcheck, and comments that begin with `##`. */
const NOT_RENDERED = /^#!.*\n|^ *# shellcheck .*\n|^##.*\n/gm;

/**
 * @param values by name: what stands for `__name__` in the text
 * @throws Error for a name that has no value
 */
export function shellScript(file: URL, values: Readonly<Record<string, string>> = {}): string {
  const text = readFileSync(file, "utf8").replace(NOT_RENDERED, "");
  return text.replace(/__([a-z]+)__/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${file.pathname}: has no value for __${name}__`);
    return value;
  });
}

/** One word of a command, whatever it holds. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
