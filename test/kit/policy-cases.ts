/**
 * The cases of one rule, each judged by the pack as Pulumi would call it. A rule has at least ten, and
 * of each kind one, or a sentence that says why that kind cannot occur.
 */
import { describe, expect, it } from "@jest/globals";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { createRequire } from "node:module";
import type { ImageLock } from "../../src/rules/images.ts";
import { packArgs } from "../../policies/kit/pack.ts";
import { CONTAINER } from "../../src/lib/resources.ts";
import { isStackRule } from "../../policies/kit/rule.ts";
import type { Rule } from "../../policies/kit/rule.ts";
import { productionSite } from "../../policies/kit/site.ts";
import type { EngineFacts } from "../../policies/kit/site.ts";
import { WaiverBook } from "../../policies/kit/waivers.ts";
import type { Waiver } from "../../policies/kit/waivers.ts";

/** How the SDK hides what a preview does not know; it keeps the types of this module to itself. */
const { unknownCheckingProxy, unknownStringValue } = createRequire(import.meta.url)(
  "@pulumi/policy/proxy.js",
) as {
  unknownCheckingProxy: (inputs: Record<string, unknown>) => Record<string, unknown>;
  unknownStringValue: string;
};

/** Stands for a value that a preview does not know. */
export const UNKNOWN = unknownStringValue;

/** `complies` and `violates` are the plain ones; the others are how a rule gets evaded or surprised. */
export type Kind =
  "complies" | "violates" | "absent" | "null" | "unknown" | "wrong case" | "boundary" | "evasion";

const KINDS: readonly Kind[] = [
  ...(["complies", "violates", "absent", "null", "unknown"] as const),
  ...(["wrong case", "boundary", "evasion"] as const),
];

/** Two more come from the harness: a valid waiver and an expired one. */
const FEWEST = 10;

export interface Planned {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** Absent: thanos. */
  stack?: string;
  /** Host of its docker provider. Absent: its stack's machine; null: it has no provider. */
  host?: string | null;
  /** The component that it belongs to: `bev:service:Service::redis`. Absent: none. */
  parent?: string;
}

export interface Judged {
  /** For a rule of resources one, for a rule of stacks all of them. */
  given: Planned | readonly Planned[];
  /** Exact messages; none: it complies. */
  says: string | readonly string[];
  site?: Readonly<Record<string, EngineFacts>>;
  lock?: ImageLock;
  canaries?: readonly string[];
}

/**
 * Of each kind what is special about a case, then the case: a plan alone complies. In the place of a kind
 * that cannot occur stands the reason.
 */
export type Cases = Readonly<
  Record<Kind, string | Readonly<Record<string, Judged | Judged["given"]>>>
>;

export interface Case extends Judged {
  kind: Kind;
  what: string;
  says: readonly string[];
}

/** A container's plan: `container({ gpus: "all" })`, on thanos, named redis. */
export function container(
  inputs: Record<string, unknown>,
  { name = "redis", ...where }: Partial<Omit<Planned, "type" | "inputs">> = {},
): Planned {
  return { type: CONTAINER, name, inputs, ...where };
}

export interface DescribedRule {
  rule: Rule;
  cases: readonly Case[];
}

let collected: DescribedRule[] | undefined;

/** The cases of rules, out of their tests, which do not run. */
export async function casesIn(tests: readonly string[]): Promise<DescribedRule[]> {
  const found: DescribedRule[] = [];
  collected = found;
  for (const test of tests) await import(test);
  collected = undefined;
  return found;
}

/** A component's plan: `component({ family: "database" })`, a service on thanos, named redis. */
export function component(
  inputs: Record<string, unknown>,
  { type = "bev:service:Service", name = "redis", ...where }: Partial<Omit<Planned, "inputs">> = {},
): Planned {
  return { type, name, inputs, host: null, ...where };
}

/** What is said of a value that a preview does not know: `unknownAt("thanos/redis/gpus")`. */
export function unknownAt(path: string): string {
  return `${path}: must be known at preview, is computed during the update; pass a literal`;
}

/** A list, with the reasons for missing kinds, serves where cases are generated; a table everywhere else. */
export function describeRule(
  rule: Rule,
  given: Cases | readonly Case[],
  reasons: Partial<Record<Kind, string>> = {},
): void {
  const table = isList(given) ? tableOf(given, reasons) : given;
  const cases = casesOf(table);
  if (collected) {
    collected.push({ rule, cases });
    return;
  }
  describe(rule.name, () => {
    it.each(cases.map((one) => [`${one.kind}: ${one.what}`, one] as const))("%s", (_, one) => {
      expect(judge(rule, one, [])).toEqual(one.says);
    });

    it("has a case of each kind, or why there is none, and ten different ones", () => {
      const empty = Object.entries(table).filter(([, ofKind]) => Object.keys(ofKind).length === 0);
      expect(empty).toEqual([]);
      const distinct = new Set(
        cases.map(({ given, site, lock, canaries }) =>
          JSON.stringify([given, site, lock, canaries]),
        ),
      );
      expect(distinct.size).toBeGreaterThanOrEqual(FEWEST);
    });

    const refused = cases.find(({ kind }) => kind === "violates");

    it("lets a valid waiver pass", () => {
      expect(refused && judge(rule, refused, waiversFor(refused, "2026-12-31"))).toEqual([]);
    });

    it("refuses after a waiver has expired", () => {
      expect(refused && judge(rule, refused, waiversFor(refused, "2026-01-31"))).toEqual(
        refused?.says,
      );
    });

    function waiversFor({ says }: Case, expires: string): Waiver[] {
      const services = new Set(says.map((line) => line.split("/").slice(0, 2).join("/")));
      return [...services].map((service) => {
        const why = { reason: "a test", owner: "tests" };
        return { service, rule: rule.name, ...why, expires };
      });
    }
  });
}

function isList(given: Cases | readonly Case[]): given is readonly Case[] {
  return Array.isArray(given);
}

function tableOf(cases: readonly Case[], reasons: Partial<Record<Kind, string>>): Cases {
  const table = Object.fromEntries(
    KINDS.map((kind) => {
      const ofKind = cases
        .filter((one) => one.kind === kind)
        .map((one) => [one.what, one] as const);
      return [kind, reasons[kind] ?? Object.fromEntries(ofKind)];
    }),
  );
  return table as Cases;
}

function casesOf(table: Cases): Case[] {
  return (Object.entries(table) as [Kind, Cases[Kind]][]).flatMap(([kind, ofKind]) =>
    typeof ofKind === "string"
      ? []
      : Object.entries(ofKind).map(([what, one]) => {
          const judged = "given" in one ? one : { given: one, says: [] };
          const says = typeof judged.says === "string" ? [judged.says] : judged.says;
          return { ...judged, kind, what, says };
        }),
  );
}

/** What the pack reports of a case. */
function judge(rule: Rule, one: Case, waivers: readonly Waiver[]): string[] {
  const { given, site, lock = {}, canaries } = one;
  const book = new WaiverBook(waivers, () => new Date("2026-11-21T12:00:00Z"));
  const { policies } = packArgs([rule], { waivers: book, readLock: () => lock });
  const messages: string[] = [];
  const report = (message: string): number => messages.push(message);
  const [policy] = policies;
  const planned = (Array.isArray(given) ? given : [given]) as readonly Planned[];
  const known = site ?? productionSite;
  const common = {
    stackTags: new Map(),
    notApplicable: never,
    getConfig: () => ({ ...(site && { site }), ...(canaries && { canaries }) }),
  };
  if (isStackRule(rule)) {
    const resources = planned.map((resource) => ({
      ...argsOf(resource, known),
      dependencies: [],
    }));
    const { validateStack } = policy as StackValidationPolicy;
    void validateStack({ ...common, resources } as never, report);
  } else {
    const { validateResource } = policy as ResourceValidationPolicy;
    for (const resource of planned) {
      const validate = validateResource as (args: never, report: unknown) => void;
      validate({ ...common, ...argsOf(resource, known) } as never, report);
    }
  }
  return messages;
}

function argsOf(
  { type, name, inputs, stack = "thanos", host, parent }: Planned,
  site: Readonly<Record<string, EngineFacts>>,
) {
  const engine = host === undefined ? site[stack]?.host : host;
  const urn = `urn:pulumi:${stack}::bev::${type}::${name}`;
  const parentUrn = parent === undefined ? undefined : `urn:pulumi:${stack}::bev::${parent}`;
  const parents = parentUrn !== undefined && {
    opts: { parent: parentUrn },
    parent: { urn: parentUrn },
  };
  const props = unknownCheckingProxy(inputs);
  if (engine === undefined || engine === null) return { type, name, urn, props, ...parents };
  const provider = {
    type: "pulumi:providers:docker",
    name: `${stack}-docker`,
    urn: `urn:pulumi:${stack}::bev::pulumi:providers:docker::${stack}-docker`,
    props: unknownCheckingProxy({ host: engine }),
  };
  return { type, name, urn, props, provider, ...parents };
}

function never(): never {
  throw new Error("a rule of ours is always applicable");
}
