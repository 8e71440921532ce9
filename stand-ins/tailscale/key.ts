/** Keys that let machines join the tailnet. The API shows a key once, when it is made. */
import { diffProperties } from "../kit/diff.ts";
import { ProviderError } from "../kit/provider.ts";
import type { Operation, ResourceHandler } from "../kit/provider.ts";
import { resourceSchema } from "../kit/schema.ts";
import type { Failure, PackageFacts } from "../kit/schema.ts";
import { isZero, UNKNOWN } from "../kit/values.ts";
import type { Properties, Value } from "../kit/values.ts";
import { attempt, unlessGone } from "./api.ts";
import type { TailscaleApi } from "./api.ts";

const NINETY_DAYS_SECONDS = 7_776_000;
const DESCRIPTION_LENGTH = 50;
const RECREATE = ["", "always", "never"];

interface KeyAnswer {
  id: string;
  keyType?: string;
  key?: string;
  description?: string;
  created: string;
  expires: string;
  expirySeconds?: number;
  invalid?: boolean;
  userId?: string;
  /** A key that is no longer valid may have lost them. */
  capabilities?: {
    devices: {
      create: { reusable: boolean; ephemeral: boolean; preauthorized: boolean; tags?: string[] };
    };
  };
}

export function keyHandler(facts: PackageFacts, api: TailscaleApi): ResourceHandler {
  const schema = resourceSchema(facts, "tailscale:index/tailnetKey:TailnetKey", {
    sets: new Set(["tags"]),
    computed: new Set(["userId"]),
  });
  const read = async (
    id: string,
    state: Properties,
    { signal }: Operation,
  ): Promise<Properties | undefined> => {
    const answer = await attempt("Failed to fetch key", () =>
      unlessGone(api.tailnet(keyPath(id), { signal })),
    );
    if (answer !== undefined) return keyOutputs(JSON.parse(answer) as KeyAnswer, state);
    // A key that was known is only no longer valid: whether it is made again is recreateIfInvalid's.
    return "key" in state ? { ...state, invalid: true } : undefined;
  };
  return {
    schema,
    check: checkKey,
    diff(state, inputs) {
      const changes = diffProperties(schema, state, { ...inputs, expiry: expiryOf(inputs) });
      if (!isToBeRecreated(state, inputs)) return changes;
      return [...changes, { path: "invalid", property: "invalid", kind: "update", replace: true }];
    },
    importInputs: (outputs) =>
      Object.fromEntries(
        Object.entries(outputs).filter(
          ([name]) => name in schema.inputProperties && name !== "userId",
        ),
      ),
    async create(inputs, { signal }) {
      const answer = await attempt("Failed to create key", () =>
        api.tailnet("keys", { method: "POST", body: createRequest(inputs), signal }),
      );
      const key = JSON.parse(answer) as KeyAnswer;
      return { id: key.id, outputs: keyOutputs(key, inputs) };
    },
    read,
    async update({ id, state, inputs }, operation) {
      const { recreateIfInvalid: _before, ...kept } = state;
      const known = { ...kept, ...inputs };
      return (await read(id, known, operation)) ?? known;
    },
    async delete(id, _state, { signal }) {
      await attempt("Failed to delete key", () =>
        unlessGone(api.tailnet(keyPath(id), { method: "DELETE", signal })),
      );
    },
  };
}

function keyPath(id: string): string {
  return `keys/${encodeURIComponent(id)}`;
}

/** The API too takes 0 for its default. */
function expiryOf({ expiry }: Properties): Value {
  return expiry === undefined || isZero(expiry) ? NINETY_DAYS_SECONDS : expiry;
}

/** Reusable keys by default: a key for one machine that is no longer valid has served it. */
function isToBeRecreated(state: Properties, inputs: Properties): boolean {
  if (state["invalid"] !== true || inputs["recreateIfInvalid"] === "never") return false;
  return inputs["recreateIfInvalid"] === "always" || inputs["reusable"] === true;
}

function checkKey({ description, recreateIfInvalid }: Properties): Failure[] {
  const failures: Failure[] = [];
  if (
    typeof description === "string" &&
    description !== UNKNOWN &&
    description.length > DESCRIPTION_LENGTH
  ) {
    const reason = `must be at most ${String(DESCRIPTION_LENGTH)} characters, got ${String(description.length)}`;
    failures.push({ property: "description", reason });
  }
  if (
    typeof recreateIfInvalid === "string" &&
    recreateIfInvalid !== UNKNOWN &&
    !RECREATE.includes(recreateIfInvalid)
  ) {
    const reason = `must be "always" or "never", got "${recreateIfInvalid}"`;
    failures.push({ property: "recreateIfInvalid", reason });
  }
  return failures;
}

function createRequest(inputs: Properties): unknown {
  return {
    capabilities: {
      devices: {
        create: {
          reusable: inputs["reusable"] === true,
          ephemeral: inputs["ephemeral"] === true,
          preauthorized: inputs["preauthorized"] === true,
          tags: inputs["tags"] ?? [],
        },
      },
    },
    expirySeconds: expiryOf(inputs),
    description: inputs["description"] ?? "",
  };
}

function keyOutputs(answer: KeyAnswer, before: Properties): Properties {
  if (answer.keyType !== undefined && answer.keyType !== "auth") {
    throw new ProviderError(`${answer.id}: must be an auth key, is of type ${answer.keyType}`);
  }
  const { key = "" } = answer;
  const create = answer.capabilities?.devices.create;
  const kept = (name: string, otherwise: Value): Value => before[name] ?? otherwise;
  return {
    ...before,
    description: answer.description ?? kept("description", ""),
    ephemeral: create?.ephemeral ?? kept("ephemeral", false),
    preauthorized: create?.preauthorized ?? kept("preauthorized", false),
    reusable: create?.reusable ?? kept("reusable", false),
    tags: create ? (create.tags ?? []) : kept("tags", []),
    expiry: answer.expirySeconds ?? kept("expiry", NINETY_DAYS_SECONDS),
    createdAt: answer.created,
    expiresAt: answer.expires,
    invalid: answer.invalid ?? false,
    userId: answer.userId ?? "",
    key: key === "" ? kept("key", "") : key,
  };
}
