/** A rule: what it demands and why, what it judges, and what is wrong there. */
import { CONTAINER } from "../../src/lib/resources.ts";
import type { ContainerInputs, Finding } from "../../src/rules/container.ts";
import type { ComponentFacts } from "../../src/rules/placement.ts";
import type { ImageLock } from "../../src/rules/images.ts";
import type { Resource } from "./resource.ts";
import type { Site } from "./site.ts";

export type Severity = "low" | "medium" | "high" | "critical";

export interface RuleFacts {
  /** Subject and demand in kebab case; the heading in docs/policies.md. */
  name: string;
  /** One sentence: what is demanded, and why. */
  description: string;
  severity: Severity;
  /** Among them the check of the CIS Docker Benchmark, such as `cis-5.4`, where there is one. */
  tags: readonly string[];
  /** How to mend a violation, in the imperative and without a full stop. */
  fix: string;
}

/** What is known besides the resources. */
export interface Facts {
  site: Site;
  lock: ImageLock;
  /** Values that a test has planted as secrets. */
  canaries: readonly string[];
}

export interface ResourceRule extends RuleFacts {
  /** Type tokens; undefined: every resource. */
  types: readonly string[] | undefined;
  judge: (resource: Resource, facts: Facts) => Finding[];
}

export interface StackFinding extends Finding {
  resource: Resource;
}

export interface StackRule extends RuleFacts {
  judgeStack: (resources: readonly Resource[], facts: Facts) => StackFinding[];
}

export type Rule = ResourceRule | StackRule;

export function isRule(value: unknown): value is Rule {
  return typeof value === "object" && value !== null && ("judge" in value || "judgeStack" in value);
}

export function isStackRule(rule: Rule): rule is StackRule {
  return "judgeStack" in rule;
}

/** A rule about each resource of one type; other types are passed over before anything of them is read. */
export function typeRule(
  type: string,
  facts: RuleFacts,
  judge: (inputs: Resource["inputs"], resource: Resource, facts: Facts) => Finding[],
): ResourceRule {
  return {
    ...facts,
    types: [type],
    judge: (resource, known) => judge(resource.inputs, resource, known),
  };
}

/** A rule about the arguments of each container. */
export function containerRule(
  facts: RuleFacts,
  judge: (container: ContainerInputs, resource: Resource, facts: Facts) => Finding[],
): ResourceRule {
  return typeRule(CONTAINER, facts, judge);
}

/** The containers among resources. */
export function containersOf(
  resources: readonly Resource[],
): (Resource & { inputs: ContainerInputs })[] {
  return resources.filter(({ type }) => type === CONTAINER);
}

/** What a finding about a whole stack is shown at. */
export function rootOf(resources: readonly Resource[]): Resource {
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? resources[0];
  if (!root) throw new Error("a stack has at least its own resource");
  return root;
}

/** What a stack rule reads of each resource; the kit refuses the one whose values are not known. */
export function readEach<R extends Resource, T>(
  resources: readonly R[],
  read: (resource: R) => readonly T[],
): T[] {
  return resources.flatMap((resource) => {
    try {
      return read(resource);
    } catch (error) {
      throw Object.assign(error as Error, { resource });
    }
  });
}

const COMPONENT = "bev:";

/** A rule about what components say of themselves. */
export function componentRule(
  facts: RuleFacts,
  judge: (component: ComponentFacts, resource: Resource, facts: Facts) => Finding[],
): ResourceRule {
  return {
    ...facts,
    types: undefined,
    judge: (resource, known) =>
      resource.type.startsWith(COMPONENT) ? judge(resource.inputs, resource, known) : [],
  };
}

/** The components of services among resources. */
export function componentsOf(
  resources: readonly Resource[],
): (Resource & { inputs: ComponentFacts })[] {
  return resources.filter(({ type, inputs }) => type.startsWith(COMPONENT) && "family" in inputs);
}
