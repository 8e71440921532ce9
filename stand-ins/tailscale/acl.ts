/** The tailnet's policy file. Every tailnet has one: it is replaced, never made or removed. */
import { randomUUID } from "node:crypto";
import { parseHujson } from "../../src/lib/hujson.ts";
import { diffProperties } from "../kit/diff.ts";
import { ProviderError } from "../kit/provider.ts";
import type { ResourceHandler } from "../kit/provider.ts";
import { resourceSchema } from "../kit/schema.ts";
import type { Failure, PackageFacts } from "../kit/schema.ts";
import { UNKNOWN } from "../kit/values.ts";
import type { Properties } from "../kit/values.ts";
import { ApiError, attempt } from "./api.ts";
import type { TailscaleApi } from "./api.ts";
import { isSamePolicy } from "./hujson.ts";

/** The entity tag of a policy that nobody has touched. */
const UNTOUCHED = "ts-default";

export function aclHandler(facts: PackageFacts, api: TailscaleApi): ResourceHandler {
  const schema = resourceSchema(facts, "tailscale:index/acl:Acl");
  const set = (policy: string, signal: AbortSignal, match?: string): Promise<string> =>
    attempt("Failed to set the policy file", () =>
      api.tailnet("acl", {
        method: "POST",
        body: policy,
        signal,
        ...(match !== undefined && { match }),
      }),
    );
  return {
    schema,
    check: checkPolicy,
    diff: (state, inputs) => diffProperties(schema, state, withStateLayout(state, inputs)),
    importInputs: ({ acl }) => ({ acl: acl ?? "" }),
    async create(inputs, { signal }) {
      const match = inputs["overwriteExistingContent"] === true ? undefined : UNTOUCHED;
      await set(inputs["acl"] as string, signal, match).catch(explainOverwrite);
      return { id: randomUUID(), outputs: withFlags(inputs) };
    },
    async read(_id, state, { signal }) {
      const acl = await api.tailnet("acl", { accept: "application/hujson", signal });
      return withFlags({ ...state, ...withStateLayout(state, { acl }) });
    },
    async update({ inputs, changed }, { signal }) {
      if (changed.has("acl")) await set(inputs["acl"] as string, signal);
      return withFlags(inputs);
    },
    async delete(_id, state, { signal }) {
      if (state["resetAclOnDestroy"] === true) await set("", signal);
    },
  };
}

/** Syntax only, as the published provider: the API judges the rest when it is given the policy. */
function checkPolicy({ acl }: Properties): Failure[] {
  if (typeof acl !== "string" || acl === UNKNOWN) return [];
  try {
    parseHujson(acl);
    return [];
  } catch (error) {
    const { message } = error as SyntaxError;
    return [{ property: "acl", reason: `must be JSON or HuJSON, is not: ${message}` }];
  }
}

/** Another layout of the policy in the state is not another policy. */
function withStateLayout(state: Properties, properties: Properties): Properties {
  const [before, after] = [state["acl"], properties["acl"]];
  if (typeof before !== "string" || typeof after !== "string") return properties;
  return isSamePolicy(before, after) ? { ...properties, acl: before } : properties;
}

function withFlags(properties: Properties): Properties {
  return { overwriteExistingContent: false, resetAclOnDestroy: false, ...properties };
}

function explainOverwrite(error: unknown): never {
  if (!(error instanceof ApiError) || error.status !== 412) throw error;
  throw new ProviderError(
    `${error.message}: the tailnet has a policy file of its own; import it first (pulumi import ` +
      "tailscale:index/acl:Acl <name> acl), or set overwriteExistingContent",
  );
}
