/**
 * Reads the text of a Vault policy, in HCL or JSON, as paths and capabilities. What it cannot read is
 * refused, because an unread grant is the dangerous one.
 */

import { shown } from "../lib/faults.ts";

export interface Grant {
  /** Without a slash before it, as Vault matches it. */
  path: string;
  capabilities: string[];
}

export class PolicySyntaxError extends Error {}

/** What the older `policy = "…"` of a path stands for. */
const LEGACY = new Map<unknown, readonly string[]>([
  [undefined, []],
  ["deny", ["deny"]],
  ["read", ["read", "list"]],
  ["write", ["create", "read", "update", "delete", "list"]],
  ["sudo", ["create", "read", "update", "delete", "list", "sudo"]],
]);

const CAPABILITIES = [
  ...["create", "read", "update", "patch", "delete", "list", "sudo", "deny", "subscribe"],
  "recover",
];

/** Attributes of a path that only narrow what it grants. */
const NARROWING = [
  "allowed_parameters",
  "denied_parameters",
  "required_parameters",
  "min_wrapping_ttl",
  "max_wrapping_ttl",
  "subscribe_event_types",
];

/** @throws PolicySyntaxError */
export function parsePolicy(text: string): Grant[] {
  const sections = text.trimStart().startsWith("{") ? fromJson(text) : new HclReader(text).policy();
  return sections.map(([path, body]) => ({
    path: path.replace(/^\/+/, ""),
    capabilities: capabilitiesOf(path, body),
  }));
}

type Body = Map<string, unknown>;

function capabilitiesOf(path: string, body: Body): string[] {
  for (const key of body.keys()) {
    if (![...NARROWING, "capabilities", "policy"].includes(key)) {
      throw new PolicySyntaxError(`path "${path}" with ${key}`);
    }
  }
  const legacy = body.get("policy");
  const named = body.get("capabilities") ?? [];
  const known = LEGACY.get(legacy);
  if (!known) throw new PolicySyntaxError(`policy ${shown(legacy)} of path "${path}"`);
  if (!Array.isArray(named)) throw new PolicySyntaxError(`capabilities of path "${path}"`);
  const odd = named.find((one) => !CAPABILITIES.includes(one as string)) as unknown;
  if (odd !== undefined) throw new PolicySyntaxError(`capability ${shown(odd)}`);
  return [...known, ...(named as string[])];
}

function fromJson(text: string): [string, Body][] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new PolicySyntaxError("JSON that cannot be read");
  }
  return members(document, "the policy").flatMap(([key, value]): [string, Body][] => {
    if (key === "name") return [];
    if (key !== "path") throw new PolicySyntaxError(key);
    const list = Array.isArray(value) ? value : [value];
    return list.flatMap((one) =>
      members(one, "path").map(([path, body]): [string, Body] => [
        path,
        new Map(members(body, `path "${path}"`)),
      ]),
    );
  });
}

function members(value: unknown, what: string): [string, unknown][] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.entries(value);
  }
  throw new PolicySyntaxError(`${what} that is no object`);
}

const TOKEN =
  /(?<blank>\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>"(?:[^"\\\n]|\\["\\nt])*")|(?<word>[A-Za-z_][\w-]*)|(?<number>\d+)|(?<mark>[{}[\]=,])/y;

interface Token {
  kind: "text" | "word" | "number" | "mark" | "end";
  value: string;
}

/** HCL as far as policies use it: blocks, lists, maps, texts, numbers and comments. */
class HclReader {
  readonly #tokens: Token[] = [];
  #next = 0;

  constructor(text: string) {
    const pattern = new RegExp(TOKEN);
    while (pattern.lastIndex < text.length) {
      const at = pattern.lastIndex;
      const groups: Record<string, string | undefined> | undefined = pattern.exec(text)?.groups;
      if (!groups) throw new PolicySyntaxError(JSON.stringify(text.slice(at, at + 12)));
      const found = Object.entries(groups).find((group) => group[1] !== undefined);
      const [kind = "", value = ""] = found ?? [];
      if (kind === "blank") continue;
      const isText = kind === "text";
      this.#tokens.push({
        kind: kind as Token["kind"],
        value: isText ? (JSON.parse(value) as string) : value,
      });
    }
  }

  policy(): [string, Body][] {
    const sections: [string, Body][] = [];
    while (this.#peek().kind !== "end") {
      const key = this.#key();
      if (key === "name") {
        this.#mark("=");
        this.#value();
      } else if (key === "path") {
        sections.push([this.#text(), this.#map()]);
      } else {
        throw new PolicySyntaxError(key);
      }
    }
    return sections;
  }

  #map(): Body {
    this.#mark("{");
    const body: Body = new Map();
    while (!this.#skips("}")) {
      const key = this.#key();
      if (body.has(key)) throw new PolicySyntaxError(`${key} a second time`);
      // A map may follow its name without an equals sign.
      const isAssigned = this.#skips("=");
      body.set(key, isAssigned ? this.#value() : this.#map());
      this.#skips(",");
    }
    return body;
  }

  #value(): unknown {
    const token = this.#peek();
    if (token.kind === "text" || token.kind === "number") return this.#take().value;
    if (token.value === "{") return this.#map();
    this.#mark("[");
    const items: unknown[] = [];
    while (!this.#skips("]")) {
      items.push(this.#value());
      if (!this.#skips(",") && this.#peek().value !== "]") this.#fail();
    }
    return items;
  }

  #key(): string {
    return this.#peek().kind === "word" ? this.#take().value : this.#text();
  }

  #text(): string {
    return this.#peek().kind === "text" ? this.#take().value : this.#fail();
  }

  #mark(value: string): void {
    if (!this.#skips(value)) this.#fail();
  }

  #skips(value: string): boolean {
    const token = this.#peek();
    const found = token.kind === "mark" && token.value === value;
    if (found) this.#next++;
    return found;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", value: "the end of the text" };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }

  #fail(): never {
    throw new PolicySyntaxError(this.#peek().value);
  }
}

/**
 * Whether some path of the API is matched by both patterns. `+` stands for one segment, `*` at the
 * end for everything that begins so.
 */
export function overlaps(one: string, other: string): boolean {
  return segmentsMeet(segments(one), segments(other));
}

function segments(pattern: string): string[] {
  return pattern.replace(/\/$/, "").split("/");
}

function segmentsMeet(one: readonly string[], other: readonly string[]): boolean {
  const [a, ...restA] = one;
  const [b, ...restB] = other;
  if (a === undefined || b === undefined) return a === b;
  const beginA = prefix(a, restA);
  const beginB = prefix(b, restB);
  if (beginA !== undefined && beginB !== undefined) {
    return beginA.startsWith(beginB) || beginB.startsWith(beginA);
  }
  if (beginA !== undefined) return b === "+" || b.startsWith(beginA);
  if (beginB !== undefined) return a === "+" || a.startsWith(beginB);
  return (a === b || a === "+" || b === "+") && segmentsMeet(restA, restB);
}

/** What the last segment of a pattern that ends in `*` begins with. */
function prefix(segment: string, rest: readonly string[]): string | undefined {
  return rest.length === 0 && segment.endsWith("*") ? segment.slice(0, -1) : undefined;
}
