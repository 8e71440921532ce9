/**
 * Reads a shell's text as far as a health check needs it: lists, pipelines, groups, `if` and loops. What
 * else there is (functions, traps, `case`, here-documents) is refused, because nobody has to check a
 * service with it.
 */

export interface Word {
  /** Without its quotes; variables and substitutions as they are written. */
  text: string;
  /** What stands in `$(…)` and backticks. */
  substitutions: string[];
  /** Names of variables. */
  variables: string[];
  isQuoted: boolean;
  /** Whether it begins with an unquoted `name=`. */
  isAssignment: boolean;
}

export interface Simple {
  kind: "simple";
  words: Word[];
  redirects: { operator: string; target: string }[];
}

export interface If {
  kind: "if";
  branches: { condition: Item[]; body: Item[] }[];
  otherwise: Item[] | undefined;
}

export type Command =
  | Simple
  | If
  | { kind: "group"; list: Item[]; isSubshell: boolean }
  | { kind: "loop"; condition: Item[]; body: Item[] };

export interface Pipeline {
  isNegated: boolean;
  commands: Command[];
}

/** Pipelines joined by `&&` and `||`, the first by nothing. */
export interface Item {
  pipelines: { joint: "&&" | "||" | undefined; pipeline: Pipeline }[];
  isBackground: boolean;
}

/** Something that this does not read; the message is the word. */
export class Unread extends Error {}

type Token = { operator: string } | Word;

const OPERATORS = /^(?:&&|\|\||;;|\|&|[;&|()\n])/;
const REDIRECT = /^\d*(?:<<<|<<-?|<>|>>|>\||[<>]&|&>>?|[<>])/;
const REFUSED = ["case", "function", "select", "coproc", "trap", "alias", "[[["];

/** @throws Unread */
export function readShell(text: string): Item[] {
  return new Reader(tokensOf(text)).list([]);
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let rest = text;
  while ((rest = rest.replace(/^(?:[ \t\r]|\\\n)+/, "").replace(/^#[^\n]*/, "")) !== "") {
    const redirect = REDIRECT.exec(rest)?.[0];
    const operator = redirect ?? OPERATORS.exec(rest)?.[0];
    if (operator !== undefined) {
      if (operator.includes("<<") && operator !== "<<<") throw new Unread("<<");
      tokens.push({ operator });
      rest = rest.slice(operator.length);
    } else {
      const [word, length] = wordOf(rest);
      tokens.push(word);
      rest = rest.slice(length);
    }
  }
  return tokens;
}

function wordOf(text: string): [Word, length: number] {
  const isAssignment = /^\w+\+?=/.test(text);
  const word: Word = { text: "", substitutions: [], variables: [], isQuoted: false, isAssignment };
  let at = 0;
  let isInDouble = false;
  while (at < text.length) {
    const rest = text.slice(at);
    const first = rest.charAt(0);
    if (!isInDouble && /[ \t\r\n;&|()<>]/.test(first)) break;
    if (first === '"') {
      isInDouble = !isInDouble;
      word.isQuoted = true;
      at += 1;
    } else if (first === "'" && !isInDouble) {
      const end = rest.indexOf("'", 1);
      if (end < 0) throw new Unread("'");
      word.text += rest.slice(1, end);
      word.isQuoted = true;
      at += end + 1;
    } else if (rest.startsWith("\\\n")) {
      at += 2;
    } else if (first === "\\") {
      word.text += rest.charAt(1);
      word.isQuoted = true;
      at += 2;
    } else {
      at += expansionOf(rest, word);
    }
  }
  if (isInDouble) throw new Unread('"');
  return [word, at];
}

/** Takes one expansion or one letter. @returns its length */
function expansionOf(rest: string, word: Word): number {
  const opener = /^(?:\$\(|\$\{|`)/.exec(rest)?.[0];
  const variable = /^\$(\w+|[?!#$@*-])/.exec(rest);
  let length = variable?.[0].length ?? 1;
  if (opener !== undefined) {
    length = opener === "`" ? rest.indexOf("`", 1) + 1 : closing(rest, opener);
    if (length <= 0) throw new Unread(opener);
    const inner = rest.slice(opener.length, length - 1);
    if (opener === "${") word.variables.push(/^[#!]?(\w+|[?!#$@*-])/.exec(inner)?.[1] ?? "");
    else word.substitutions.push(inner);
  } else if (variable) {
    word.variables.push(variable[1] ?? "");
  }
  word.text += rest.slice(0, length);
  return length;
}

/** Where the bracket of `$(` or `${` closes; 0: nowhere. */
function closing(text: string, opener: string): number {
  const [open, close] = opener === "$(" ? ["(", ")"] : ["{", "}"];
  let depth = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === "'" && text.indexOf("'", at + 1) > 0) at = text.indexOf("'", at + 1);
    else if (text[at] === "\\") at += 1;
    else if (text[at] === open) depth += 1;
    else if (text[at] === close && --depth === 0) return at + 1;
  }
  return 0;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Up to one of the words, which is not taken, or the end. */
  list(ends: readonly string[]): Item[] {
    const items: Item[] = [];
    for (;;) {
      while (this.#takes(";", "\n")) continue;
      if (this.#at >= this.#tokens.length || ends.includes(this.#next())) return items;
      items.push(this.#item());
    }
  }

  #item(): Item {
    const pipelines: Item["pipelines"] = [{ joint: undefined, pipeline: this.#pipeline() }];
    for (;;) {
      const joint = this.#takes("&&", "||");
      if (joint === undefined) break;
      while (this.#takes("\n")) continue;
      pipelines.push({ joint: joint as "&&" | "||", pipeline: this.#pipeline() });
    }
    const isBackground = this.#takes("&") !== undefined;
    return { pipelines, isBackground };
  }

  #pipeline(): Pipeline {
    let isNegated = false;
    while (this.#takes("!")) isNegated = !isNegated;
    const commands = [this.#command()];
    while (this.#takes("|", "|&")) {
      while (this.#takes("\n")) continue;
      commands.push(this.#command());
    }
    return { isNegated, commands };
  }

  #command(): Command {
    const compound = this.#compound();
    if (compound === undefined) return this.#simple();
    // Of a group, where its output goes is of no interest.
    this.#simple(false);
    return compound;
  }

  #compound(): Command | undefined {
    const next = this.#next();
    if (REFUSED.includes(next)) throw new Unread(next);
    if (this.#takes("(")) return this.#group(")", true);
    if (this.#takes("{")) return this.#group("}", false);
    if (this.#takes("if")) return this.#if();
    if (this.#takes("while", "until")) {
      const condition = this.list(["do"]);
      return { kind: "loop", condition, body: this.#body() };
    }
    if (this.#takes("for")) {
      while (this.#peek() !== undefined && this.#next() !== "do") this.#at += 1;
      return { kind: "loop", condition: [], body: this.#body() };
    }
    return undefined;
  }

  #group(end: string, isSubshell: boolean): Command {
    const list = this.list([end]);
    this.#demand(end);
    return { kind: "group", list, isSubshell };
  }

  #body(): Item[] {
    this.#demand("do");
    const body = this.list(["done"]);
    this.#demand("done");
    return body;
  }

  #if(): Command {
    const branches: { condition: Item[]; body: Item[] }[] = [];
    do {
      const condition = this.list(["then"]);
      this.#demand("then");
      branches.push({ condition, body: this.list(["elif", "else", "fi"]) });
    } while (this.#takes("elif"));
    const otherwise = this.#takes("else") ? this.list(["fi"]) : undefined;
    this.#demand("fi");
    return { kind: "if", branches, otherwise };
  }

  #simple(isDemanded = true): Simple {
    const simple: Simple = { kind: "simple", words: [], redirects: [] };
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (!("operator" in token)) {
        simple.words.push(token);
        this.#at += 1;
      } else if (/[<>]/.test(token.operator)) {
        this.#at += 1;
        const target = this.#peek();
        if (target === undefined || "operator" in target) throw new Unread(token.operator);
        simple.redirects.push({ operator: token.operator, target: target.text });
        this.#at += 1;
      } else {
        // A function's definition.
        if (token.operator === "(") throw new Unread("()");
        break;
      }
    }
    if (isDemanded && simple.words.length + simple.redirects.length === 0) {
      throw new Unread(this.#next() || "nothing");
    }
    return simple;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  /** An operator or an unquoted word; empty for others and at the end. */
  #next(): string {
    const token = this.#peek();
    if (token === undefined) return "";
    if ("operator" in token) return token.operator;
    return token.isQuoted ? "" : token.text;
  }

  /** Takes an operator or an unquoted word, if it is one of these. */
  #takes(...wanted: string[]): string | undefined {
    const next = this.#next();
    if (!wanted.includes(next)) return undefined;
    this.#at += 1;
    return next;
  }

  #demand(word: string): void {
    if (this.#takes(word) === undefined) throw new Unread(word);
  }
}
