/**
 * A Pulumi resource provider over gRPC: the protocol in one place, so that a stand-in plugin only
 * says what its resources are and what they do.
 */
import type { EngineLog, Severity } from "./engine.ts";
import { diffProperties, isIgnored } from "./diff.ts";
import type { Change } from "./diff.ts";
import { checkInputs, withDefaults } from "./schema.ts";
import type { Failure, PropertySchema, ResourceSchema } from "./schema.ts";
import { containsUnknown, UNKNOWN } from "./values.ts";
import type { Properties } from "./values.ts";

/** What a handler works with besides the properties. */
export interface Operation {
  urn: string;
  /** Seconds; 0 means the resource's own default. */
  timeout: number;
  signal: AbortSignal;
  log: (severity: Severity, message: string) => void;
}

export interface Created {
  id: string;
  outputs: Properties;
}

/** One resource type. `state` is what the last operation answered as outputs. */
export interface ResourceHandler {
  schema: ResourceSchema;
  /** Whether the old one has to go first; such as for one that keeps its name. */
  deleteBeforeReplace?: boolean | ((changes: readonly Change[]) => boolean);
  /** Outputs are secret when any input is. */
  outputsFollowSecretInputs?: boolean;
  /** Faults that types cannot express; values may be unknown. */
  check?(inputs: Properties): Failure[];
  /** Differences that property by property comparison does not see as the published provider does. */
  diff?(state: Properties, inputs: Properties): Change[];
  /** Why a change can neither be made in place nor by another resource; undefined if it can. */
  refuseChange?(change: Change, state: Properties): string | undefined;
  create(inputs: Properties, operation: Operation): Promise<Created>;
  /** The resource as it is, or undefined when it is gone. */
  read?(id: string, state: Properties, operation: Operation): Promise<Properties | undefined>;
  /** Inputs for an import, derived from what read answered. */
  importInputs?(outputs: Properties): Properties;
  update?(
    change: { id: string; state: Properties; inputs: Properties; changed: ReadonlySet<string> },
    operation: Operation,
  ): Promise<Properties>;
  delete?(id: string, state: Properties, operation: Operation): Promise<void>;
}

export interface ProviderDefinition {
  name: string;
  version: string;
  configSchema: Record<string, PropertySchema>;
  /** Runs once, before any create, read, update or delete; may reach out unless it must not. */
  configure(config: Properties): Promise<void>;
  resources: Record<string, ResourceHandler>;
}

/** A plain failure with a message for the user; the resource's state is known. */
export class ProviderError extends Error {}

/** What an exception says, whatever was thrown. */
export function reasonOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === "string" ? message : String(error);
}

/** The resource exists but is not usable: the engine keeps it, with the reasons. */
export class InitFailed extends Error {
  readonly id: string;
  readonly outputs: Properties;
  constructor(id: string, outputs: Properties, reason: string) {
    super(reason);
    this.id = id;
    this.outputs = outputs;
  }
}

/** The protocol's verbs on plain values; `service.ts` puts them on the wire. */
export class Provider {
  readonly definition: ProviderDefinition;
  readonly #engine: EngineLog;
  readonly #cancellation = new AbortController();

  constructor(definition: ProviderDefinition, engine: EngineLog) {
    this.definition = definition;
    this.#engine = engine;
  }

  cancel(): void {
    this.#cancellation.abort(new ProviderError("cancelled"));
  }

  handler(token: string): ResourceHandler {
    const handler = this.definition.resources[token];
    if (handler) return handler;
    throw new ProviderError(
      `${token}: not implemented by the ${this.definition.name} stand-in; it has ` +
        `${Object.keys(this.definition.resources).join(", ")}; use the published plugin for others`,
    );
  }

  check(token: string, news: Properties): { inputs: Properties; failures: Failure[] } {
    const handler = this.handler(token);
    const inputs = withDefaults(handler.schema, news);
    const failures = checkInputs(handler.schema, inputs);
    return { inputs, failures: [...failures, ...(handler.check?.(inputs) ?? [])] };
  }

  diff(token: string, state: Properties, inputs: Properties, ignored: string[]): Change[] {
    const handler = this.handler(token);
    const changes = (
      handler.diff?.(state, inputs) ?? diffProperties(handler.schema, state, inputs)
    ).filter((change) => !isIgnored(change, ignored));
    for (const change of changes) {
      const reason = handler.refuseChange?.(change, state);
      if (reason !== undefined) throw new ProviderError(`${change.path}: ${reason}`);
    }
    return changes;
  }

  /** What a create or update would answer: inputs, and an unknown for each output yet to be. */
  preview(token: string, inputs: Properties, state: Properties = {}): Properties {
    const { schema } = this.handler(token);
    const toBe = Object.keys(schema.properties)
      .filter((name) => isUnset(inputs[name]))
      .map((name) => {
        const computed = !(name in schema.inputProperties) || schema.computed.has(name);
        const value = name in schema.inputProperties ? state[name] : undefined;
        return [name, value ?? (computed ? UNKNOWN : null)] as const;
      })
      .filter(([, value]) => value !== null);
    return { ...inputs, ...Object.fromEntries(toBe) };
  }

  create(token: string, inputs: Properties, call: Call): Promise<Created> {
    return this.handler(token).create(known(inputs), this.#operation(call));
  }

  /** The resource as it is now. Without `inputs` it is an import: they follow from what is read. */
  async read(
    token: string,
    id: string,
    state: Properties,
    inputs: Properties | undefined,
    call: Call,
  ): Promise<{ outputs: Properties; inputs: Properties } | undefined> {
    const handler = this.handler(token);
    if (!inputs && !(handler.read && handler.importInputs)) {
      throw new ProviderError(`${token}: import is not implemented by this stand-in`);
    }
    const outputs = handler.read ? await handler.read(id, state, this.#operation(call)) : state;
    return outputs && { outputs, inputs: inputs ?? handler.importInputs?.(outputs) ?? {} };
  }

  async update(
    token: string,
    id: string,
    state: Properties,
    inputs: Properties,
    call: Call,
  ): Promise<Properties> {
    const handler = this.handler(token);
    if (!handler.update) throw new ProviderError(`${token}: this resource cannot be updated`);
    const changed = new Set(this.diff(token, state, inputs, []).map((change) => change.property));
    return handler.update({ id, state, inputs: known(inputs), changed }, this.#operation(call));
  }

  async delete(token: string, id: string, state: Properties, call: Call): Promise<void> {
    await this.handler(token).delete?.(id, state, this.#operation(call));
  }

  #operation({ urn, timeout }: Call): Operation {
    return {
      urn,
      timeout,
      signal: this.#cancellation.signal,
      log: (severity, message) => this.#engine.log(severity, urn, message),
    };
  }
}

function isUnset(value: Properties[string] | undefined): boolean {
  return value === undefined || value === null;
}

export interface Call {
  urn: string;
  timeout: number;
}

function known(inputs: Properties): Properties {
  for (const [name, value] of Object.entries(inputs)) {
    if (containsUnknown(value)) throw new ProviderError(`${name}: its value is still unknown`);
  }
  return inputs;
}
