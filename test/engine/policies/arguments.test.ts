/**
 * Rules about what stands in a resource's own arguments refuse through the real CLI what they refuse
 * in their own test, with the same words: the first plain violation of each becomes a resource of a
 * small program, which is previewed with all packs. Where a resource may be, and what it shares with
 * others, needs a program of its own: refusals.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import path from "node:path";
import { casesIn } from "../../kit/policy-cases.ts";
import type { Case, DescribedRule, Planned } from "../../kit/policy-cases.ts";
import { isStackRule } from "../../../policies/kit/rule.ts";
import { productionSite } from "../../../policies/kit/site.ts";
import { packs } from "../../../policies/rules.ts";
import { CONTAINER } from "../../../src/lib/resources.ts";
import { root, TestProject } from "../../kit/engine.ts";

const program = `
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";

class Component extends pulumi.ComponentResource {
  constructor(type, name, inputs, opts) {
    super(type, name, inputs, opts);
    this.registerOutputs(inputs);
  }
}

const providers = new Map();
function providerOf(host) {
  if (host === undefined) return {};
  const known = providers.get(host) ?? new docker.Provider("docker-" + providers.size, { host });
  providers.set(host, known);
  return { provider: known };
}

const plan = JSON.parse(readFileSync(import.meta.dirname + "/plan.json", "utf8"));
const components = new Map();
for (const { type, name, inputs, host, parent } of plan) {
  const opts = parent && { parent: components.get(parent) };
  if (type.startsWith("bev:")) {
    components.set(type + "::" + name, new Component(type, name, inputs, opts));
  } else new pulumi.CustomResource(type, name, inputs, { ...opts, ...providerOf(host) });
}
`;

/** Its resources need more than what a rule reads of them: they are whole in refusals.test.ts. */
const NEEDS_MORE = /^(?:pulumi:providers:)?vault:?/;

interface Trial extends DescribedRule {
  chosen: Case;
  resources: readonly Planned[];
  stack: string;
  isAlone: boolean;
}

const tests = ["hardening", "secrets", "vault", "network"].flatMap((pack) =>
  (packs[pack] ?? [])
    .filter(({ name }) => pack !== "network" || name.startsWith("tailnet-"))
    .map(({ name }) => path.join(root, "policies", pack, `${name}.test.ts`)),
);
const trials = (await casesIn(tests)).map(trialOf);
const possible = trials.filter(
  ({ resources }) => !resources.some(({ type }) => NEEDS_MORE.test(type)),
);

function trialOf({ rule, cases }: DescribedRule): Trial {
  const chosen = cases.find(({ kind }) => kind === "violates");
  if (!chosen) throw new Error(`${rule.name}: must have a plain violation`);
  const { given } = chosen;
  const planned = (Array.isArray(given) ? given : [given]) as readonly Planned[];
  const isAlone = isStackRule(rule);
  // Rules about single resources share a program: there, names are the rules' own.
  const resources = isAlone ? planned : planned.map((one) => ({ ...one, name: rule.name }));
  return { rule, cases, chosen, resources, stack: planned[0]?.stack ?? "thanos", isAlone };
}

// Planning asks for credentials, and sends them to nobody.
const project = new TestProject(program, { TAILSCALE_API_KEY: "none" });
const stacks = [...new Set(possible.map(({ stack }) => stack))];

beforeAll(async () => {
  for (const stack of stacks) await project.pulumi("stack", "init", stack);
});
afterAll(() => project.remove());

describe("a rule about single resources", () => {
  const shared = possible.filter(({ isAlone }) => !isAlone);
  const programs = Map.groupBy(shared, ({ stack, chosen }) => JSON.stringify([stack, chosen.site]));

  describe.each([...programs.values()].map((together) => [together[0]?.stack, together] as const))(
    "refuses on %s",
    (_, together) => {
      let refusals: Refusal[];
      beforeAll(async () => {
        refusals = await refusalsOf(together);
      });

      it.each(together.map((trial) => [trial.rule.name, trial] as const))("%s", (name, trial) => {
        const said = refusals.filter(({ rule, resource }) => rule === name && resource === name);
        expect(said.map(({ message }) => message)).toEqual(expectedOf(trial));
      });
    },
  );
});

describe("a rule about a stack refuses", () => {
  const alone = possible.filter(({ isAlone }) => isAlone);

  it.each(alone.map((trial) => [trial.rule.name, trial] as const))("%s", async (name, trial) => {
    const said = (await refusalsOf([trial])).filter(({ rule }) => rule === name);
    expect(said.map(({ message }) => message)).toEqual(expectedOf(trial));
  });
});

it("leaves out only rules about Vault", () => {
  const left = trials.filter((trial) => !possible.includes(trial));
  expect(left.filter(({ rule }) => !rule.name.startsWith("vault-"))).toEqual([]);
});

interface Refusal {
  rule: string;
  resource: string;
  message: string;
}

async function refusalsOf(together: readonly Trial[]): Promise<Refusal[]> {
  const { stack = "", chosen, isAlone } = together[0] ?? {};
  project.write(
    "plan.json",
    JSON.stringify(together.flatMap(({ resources }) => resources.filter(isOwn).map(completed))),
  );
  // Rules about single resources share a program, and with it the repository's own lock.
  const lock = isAlone ? chosen?.lock : undefined;
  if (lock) project.write("lock.json", JSON.stringify(lock));
  const options = {
    ...(chosen?.site && { site: chosen.site }),
    ...(lock && { imageLock: path.join(project.directory, "lock.json") }),
  };
  const configured = together.map(({ rule }) => [rule.name, options] as const);
  project.write("options.json", JSON.stringify(Object.fromEntries(configured)));
  const { code, output } = await project.pulumi(
    ...["preview", "--stack", stack, "--color=never"],
    ...["--policy-pack", path.join(root, "policies")],
    ...["--policy-pack-config", path.join(project.directory, "options.json")],
  );
  expect(code).not.toBe(0);
  return refusalsIn(output);
}

/** The stack itself is there. */
function isOwn({ type }: Planned): boolean {
  return type !== "pulumi:pulumi:Stack";
}

/** With what the provider demands of it, and the host that the rule's test gives it. */
function completed({ type, name, inputs, stack = "thanos", host, parent }: Planned): object {
  const least = type === CONTAINER ? { name, image: "redis:8.0-bookworm" } : {};
  const engine = host === undefined ? productionSite[stack]?.host : (host ?? undefined);
  const isOnEngine = type.startsWith("docker:");
  return {
    ...{ type, name, parent, inputs: { ...least, ...inputs } },
    ...(isOnEngine && { host: engine }),
  };
}

/** Of each violation a line names rule and resource, the next says why there is the rule, the rest what is wrong. */
function refusalsIn(output: string): Refusal[] {
  const blocks = output.split(/^\s+- \[mandatory\] \[severity: \w+\]\s+/m).slice(1);
  return blocks.flatMap((block) => {
    const [head = "", ...lines] = block.split("\n");
    const [, rule = "", resource = ""] = /^(\S+)\s+\(\S+ (\S+)\)$/.exec(head) ?? [];
    const end = lines.findIndex((line) => !/^ {10}\S/.test(line));
    return lines.slice(1, end).map((line) => ({ rule, resource, message: line.trim() }));
  });
}

function expectedOf({ chosen, resources, stack, isAlone, rule }: Trial): string[] {
  if (isAlone) return [...chosen.says];
  const { given } = chosen;
  const original = (Array.isArray(given) ? given[0] : given) as Planned;
  expect(resources).toHaveLength(1);
  return chosen.says.map((line) =>
    line.replace(`${stack}/${original.name}/`, `${stack}/${rule.name}/`),
  );
}
