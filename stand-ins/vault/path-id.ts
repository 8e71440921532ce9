/** An id that is a path of Vault, such as `auth/{backend}/role/{roleName}`. */
import { ProviderError } from "../kit/provider.ts";
import type { Properties } from "../kit/values.ts";
import { textOf } from "./values.ts";

export class PathId {
  readonly #template: string;
  readonly #pattern: RegExp;

  /** `template` names a property in each pair of braces. */
  constructor(template: string) {
    this.#template = template;
    // What ends a part ends it at its first place.
    this.#pattern = new RegExp(`^${template.replace(/\{(\w+)\}/g, "(?<$1>.+?)")}$`);
  }

  /** The properties that it is made of. */
  get names(): string[] {
    return [...this.#template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  }

  of(properties: Properties): string {
    return this.#template.replace(/\{(\w+)\}/g, (_, name: string) =>
      textOf(properties[name]).replace(/^\/+|\/+$/g, ""),
    );
  }

  /**
   * The properties that `id` names, as `known` writes them if it means the same.
   * @throws ProviderError for what is no such path
   */
  parts(id: string, known: Properties): Properties {
    const parts = this.#pattern.exec(id)?.groups;
    if (!parts) throw new ProviderError(`id: must be ${this.#template}, got ${id}`);
    const from: Properties = this.of(known) === id ? known : parts;
    return Object.fromEntries(this.names.map((name) => [name, from[name] ?? null]));
  }
}
