/**
 * The state that an update of a plan would leave, without the update: ids and values that only an update
 * knows are made up, the same each time. The engine and the providers then plan a change against it. Form of
 * the plan: Pulumi's `apitype.DeploymentPlanV1`.
 */
import { sha256 } from "../../src/lib/hash.ts";
import { invented } from "../../src/lib/invented.ts";
import type { Invented } from "../../src/lib/invented.ts";
import { inOrder } from "../state/state-document.ts";
import type { StateResource } from "../state/state-document.ts";
import { UNKNOWN } from "./plan.ts";

/** What marks an object as a value that the engine wrote in a form of its own; and the one of secrets. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

type Properties = Record<string, unknown>;

export interface ResourcePlan {
  goal: {
    type: string;
    custom: boolean;
    inputDiff?: { adds?: Properties; deletes?: string[]; updates?: Properties };
    parent?: string;
    protect?: boolean;
    provider?: string;
    dependencies?: string[];
    propertyDependencies?: Record<string, string[] | null>;
    additionalSecretOutputs?: string[];
    ignoreChanges?: string[];
    customTimeouts?: object;
  };
  steps: string[];
  /** Outputs, as far as a preview knows them. */
  state?: Properties;
}

export interface SyntheticResource extends StateResource {
  custom: boolean;
  protect?: boolean;
  retainOnDelete?: boolean;
  additionalSecretOutputs?: string[];
  ignoreChanges?: string[];
  customTimeouts?: object;
}

/**
 * @param plans by URN, from a preview against `previous`
 * @param retained URNs that are kept when they are deleted: the plan does not say
 */
export function syntheticState(
  plans: Readonly<Record<string, ResourcePlan>>,
  retained: ReadonlySet<string>,
  previous: readonly SyntheticResource[],
): SyntheticResource[] {
  const before = new Map(previous.map((resource) => [resource.urn, resource]));
  // A reference to another stack is read and not planned: nothing can depend on it here.
  const planned = (urns: readonly string[]): string[] => urns.filter((urn) => urn in plans);
  const resources = Object.entries(plans).map(([urn, plan]) => {
    const { inputDiff, ...goal } = plan.goal;
    const old = before.get(urn);
    const changedInputs = changed(old?.inputs ?? {}, inputDiff);
    const inputs = withIds(changedInputs, goal.propertyDependencies ?? {});
    return {
      urn,
      type: goal.type,
      custom: goal.custom,
      ...(goal.custom && { id: syntheticId(urn) }),
      inputs,
      // A provider whose own arguments are not known yet was not asked: most answer with the inputs.
      outputs:
        goal.custom && !plan.state
          ? { ...inputs, ...computedWith(urn, goal.type) }
          : outputsOf(urn, plan.state ?? {}, old?.outputs ?? {}),
      ...(goal.parent && { parent: goal.parent }),
      ...(goal.provider && { provider: goal.provider.replace(UNKNOWN, providerId(goal.provider)) }),
      ...(goal.protect && { protect: true }),
      ...(retained.has(urn) && { retainOnDelete: true }),
      ...(goal.dependencies && { dependencies: planned(goal.dependencies).toSorted() }),
      ...(goal.propertyDependencies && {
        propertyDependencies: eachList(goal.propertyDependencies, planned),
      }),
      ...(goal.additionalSecretOutputs && {
        additionalSecretOutputs: goal.additionalSecretOutputs,
      }),
      ...(goal.ignoreChanges && { ignoreChanges: goal.ignoreChanges }),
      ...(goal.customTimeouts && { customTimeouts: goal.customTimeouts }),
    };
  });
  return inOrder(resources.toSorted((a, b) => (a.urn < b.urn ? -1 : 1))) as SyntheticResource[];
}

/** The engine lists them in another order each time. */
function eachList(
  lists: Readonly<Record<string, string[] | null>>,
  change: (list: readonly string[]) => string[],
): Record<string, string[] | null> {
  return Object.fromEntries(
    Object.entries(lists).map(([key, list]) => [key, list && change(list).toSorted()]),
  );
}

function syntheticId(urn: string): Invented {
  return invented(sha256(urn));
}

function providerId(reference: string): string {
  return syntheticId(reference.replace(/::[^:]*$/, ""));
}

function changed(
  old: Properties,
  { adds = {}, deletes = [], updates = {} }: NonNullable<ResourcePlan["goal"]["inputDiff"]> = {},
): Properties {
  const kept = Object.entries(old).filter(([key]) => !deletes.includes(key));
  return { ...Object.fromEntries(kept), ...adds, ...updates };
}

/**
 * An unknown input is most often the id of a resource that it depends on. Where it is not, the next
 * preview of the same program computes what it is.
 */
function withIds(
  inputs: Properties,
  dependencies: Readonly<Record<string, string[] | null>>,
): Properties {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => {
      const ids = (dependencies[key] ?? []).map(syntheticId);
      let next = 0;
      const id = (): string => ids[Math.min(next++, ids.length - 1)] ?? "";
      return [key, withoutUnknowns(value, id)];
    }),
  );
}

function withoutUnknowns(value: unknown, replacement: () => string): unknown {
  if (value === UNKNOWN) return replacement();
  if (Array.isArray(value)) return value.map((item) => withoutUnknowns(item, replacement));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutUnknowns(item, replacement)]),
  );
}

/**
 * An output that only an update knows is what it was; a secret is made up, because programs compute
 * with passwords; any other is left out, because its type is not known here.
 */
function outputsOf(urn: string, planned: Properties, old: Properties): Properties {
  return Object.fromEntries(
    Object.entries(planned).flatMap(([key, value]) => {
      if (!JSON.stringify(value).includes(UNKNOWN)) return [[key, value]];
      if (key in old) return [[key, old[key]]];
      return isSecret(value) ? [[key, syntheticSecret(`${urn}/${key}`)]] : [];
    }),
  );
}

/** Outputs of providers that are not asked, with which the program computes. */
const COMPUTED_WITH: Readonly<Record<string, readonly string[]>> = {
  "vault:pkiSecret/secretBackendRootCert:SecretBackendRootCert": ["certificate"],
};

function computedWith(urn: string, type: string): Properties {
  const keys = COMPUTED_WITH[type] ?? [];
  return Object.fromEntries(keys.map((key) => [key, sha256(`${urn}/${key}`)]));
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && (value as Properties | null)?.[SIGNATURE] === SECRET;
}

/** Forty letters and digits. */
function syntheticSecret(name: string): object {
  return { [SIGNATURE]: SECRET, plaintext: JSON.stringify(sha256(name).slice(0, 40)) };
}
