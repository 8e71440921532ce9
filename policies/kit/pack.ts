/** Makes a Pulumi policy pack of rules: one policy for each rule, and one for the waivers. */
import type {
  Policies,
  PolicyConfigSchema,
  PolicyPackArgs,
  ReportViolation,
  ResourceValidation,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Finding } from "../../src/rules/container.ts";
import { CONTAINER, labelOf, SERVICE_LABEL } from "../../src/lib/resources.ts";
import { formatFault } from "../../src/lib/faults.ts";
import type { ImageLock } from "../../src/rules/images.ts";
import { isUnknown } from "./known.ts";
import { isStackRule, rootOf } from "./rule.ts";
import { readUrn } from "./resource.ts";
import type { Resource } from "./resource.ts";
import type { Facts, ResourceRule, Rule, RuleFacts, StackRule } from "./rule.ts";
import { productionSite, siteOf, siteSchema } from "./site.ts";
import type { EngineFacts, Site } from "./site.ts";
import { waiversHold } from "./waivers.ts";
import type { WaiverBook } from "./waivers.ts";

export interface PackContext {
  waivers: WaiverBook;
  /** Reads an image lock; asked once for each path. */
  readLock: (path: string | undefined) => ImageLock;
}

/** What a target hands to every rule with `--policy-pack-config`; production has none. */
interface Options {
  site?: Record<string, EngineFacts>;
  imageLock?: string;
  canaries?: string[];
}

const OPTIONS = {
  site: siteSchema,
  imageLock: { type: "string", minLength: 1 },
  canaries: { type: "array", items: { type: "string", minLength: 8 } },
} as const;

const configSchema: PolicyConfigSchema = { properties: OPTIONS };

export function packArgs(rules: readonly Rule[], context: PackContext): PolicyPackArgs {
  const policies: Policies = [
    ...rules.map((rule) =>
      isStackRule(rule) ? stackPolicy(rule, context) : resourcePolicy(rule, context),
    ),
    // Last: by then every rule has been asked.
    waiverPolicy(rules, context),
  ];
  return { enforcementLevel: "mandatory", policies };
}

function facts({ name, description, severity, tags, fix }: RuleFacts) {
  return {
    name,
    description,
    severity,
    tags: [...tags],
    remediationSteps: `${fix}.`,
    url: `docs/policies.md#${name}`,
    enforcementLevel: "mandatory" as const,
    configSchema,
  };
}

function resourcePolicy(rule: ResourceRule, context: PackContext): ResourceValidationPolicy {
  const { types } = rule;
  const validateResource: ResourceValidation = (args, report) => {
    if (types && !types.includes(args.type)) return;
    const resource = resourceOf(args);
    context.waivers.see(waivedAs(resource));
    const known = factsFor(rule, args.getConfig(), context);
    const findings = orUnknown(
      () => rule.judge(resource, known),
      (finding) => [finding],
    );
    for (const finding of findings) violate(rule, resource, finding, context, report);
  };
  // With it, the SDK skips all other types before it reads their properties.
  if (types?.length === 1) Object.assign(validateResource, { __pulumiType: types[0] });
  return { ...facts(rule), validateResource };
}

function stackPolicy(rule: StackRule, context: PackContext): StackValidationPolicy {
  return {
    ...facts(rule),
    validateStack(args, report) {
      // The engine hands them over in any order; the same stack gets the same messages.
      const resources = args.resources.map(resourceOf).sort((a, b) => (a.urn < b.urn ? -1 : 1));
      const known = factsFor(rule, args.getConfig(), context);
      const findings = orUnknown(
        () => rule.judgeStack(resources, known),
        (finding, resource = rootOf(resources)) => [{ ...finding, resource }],
      );
      for (const finding of findings) violate(rule, finding.resource, finding, context, report);
    },
  };
}

function waiverPolicy(rules: readonly Rule[], { waivers }: PackContext): StackValidationPolicy {
  return {
    ...facts(waiversHold),
    validateStack(args, report) {
      const { stack } = rootOf(args.resources.map(resourceOf));
      const disabled = disabledServices(args.resources).map((name) => `${stack}/${name}`);
      for (const { waiver, problem } of waivers.faults(stack, rules, disabled)) {
        const path = `waivers/${waiver.service}/${waiver.rule}`;
        report(formatFault({ path, problem, fix: waiversHold.fix }));
      }
    },
  };
}

/** What the stack's machine says of services that do not run. */
function disabledServices(resources: readonly Judged[]): readonly string[] {
  const host = resources.find(({ type }) => type === "bev:node:Host");
  return (host?.props["disabledServices"] ?? []) as readonly string[];
}

function violate(
  rule: RuleFacts,
  resource: Resource,
  { at, problem, fix = rule.fix }: Finding,
  { waivers }: PackContext,
  report: ReportViolation,
): void {
  if (waivers.waives(waivedAs(resource), rule.name)) return;
  report(formatFault({ path: `${idOf(resource)}/${at}`, problem, fix }), resource.urn);
}

/**
 * What a rule finds. A value that it reads and that a preview cannot know is refused: the SDK would
 * pass over the rule with a remark.
 */
function orUnknown<F>(
  judge: () => F[],
  refuse: (finding: Finding, resource: Resource | undefined) => F[],
): F[] {
  try {
    return judge();
  } catch (error) {
    if (!isUnknown(error)) throw error;
    const finding = {
      at: error.props.join("/"),
      problem: "must be known at preview, is computed during the update",
      fix: "pass a literal",
    };
    return refuse(finding, error.resource);
  }
}

interface Judged {
  type: string;
  name: string;
  urn: string;
  props: Record<string, unknown>;
  /** Of a single resource. */
  opts?: { parent?: string };
  /** Of one among all of its stack. */
  parent?: { urn: string };
  provider?: { type: string; name: string; props: Record<string, unknown> };
}

function resourceOf({ type, name, urn, props, opts, parent, provider }: Judged): Resource {
  const parentUrn = parent?.urn ?? opts?.parent;
  return {
    type,
    name,
    urn,
    stack: urn.split("::")[0]?.split(":")[2] ?? "",
    get service() {
      return serviceOf(type, props) ?? name;
    },
    inputs: props,
    parent: parentUrn ? readUrn(parentUrn) : undefined,
    provider: provider && { type: provider.type, name: provider.name, inputs: provider.props },
  };
}

/** By a component's fact or a label; undefined while it is not there, or not known. */
function serviceOf(type: string, props: Record<string, unknown>): string | undefined {
  try {
    if (type.startsWith("bev:")) return props["service"] as string | undefined;
    if (!Array.isArray(props["labels"])) return undefined;
    const labels = props["labels"] as ({ label?: string; value?: string } | null)[];
    return labelOf(labels, SERVICE_LABEL);
  } catch (error) {
    if (isUnknown(error)) return undefined;
    throw error;
  }
}

function idOf({ stack, service }: Resource): string {
  return `${stack}/${service}`;
}

/** Who is waived: a container that wears the label of a service without being an instance is not. */
function waivedAs(resource: Resource): string {
  const { stack, type, name, service } = resource;
  const isInstance = name.startsWith(service) && /^(-\d+)?$/.test(name.slice(service.length));
  return type === CONTAINER && !isInstance ? `${stack}/${name}` : idOf(resource);
}

function factsFor({ name }: RuleFacts, options: Options, { readLock }: PackContext): Facts {
  const names = Object.keys(OPTIONS);
  const unknown = Object.keys(options).find((key) => !names.includes(key));
  if (unknown !== undefined) {
    throw new Error(
      `${name}/${unknown}: must be one of ${names.join(", ")}; remove it from the pack's configuration`,
    );
  }
  const { site, imageLock, canaries = [] } = options;
  return { site: site ? siteFor(site) : productionSite, lock: readLock(imageLock), canaries };
}

/** A run has one for each rule, which every resource asks for. */
const sites = new WeakMap<object, Site>();

function siteFor(engines: Readonly<Record<string, EngineFacts>>): Site {
  const site = sites.get(engines) ?? siteOf(engines);
  sites.set(engines, site);
  return site;
}
