/** Waivers: exceptions from rules, each with an owner and an end date. */
import type { RuleFacts } from "./rule.ts";

export interface Waiver {
  /** `<stack>/<service>`. */
  service: string;
  /** Name of one rule. */
  rule: string;
  reason: string;
  /** Who answers for it. */
  owner: string;
  /** The last day on which it holds: `2027-06-30`, UTC. */
  expires: string;
}

/** More exceptions would say that the rules are wrong. What several services have for the same reason is one. */
export const MOST_WAIVERS = 16;

/** The rule about waivers themselves. */
export const waiversHold: RuleFacts = {
  name: "waivers-hold",
  description:
    "A waiver names a rule and a service, is used, and ends on its day, because an exception that nobody looks at any more is a hole.",
  severity: "high",
  tags: ["waivers"],
  fix: "mend or remove the waiver in policies/waivers.ts",
};

/** What the waivers did during one run of a pack. */
export class WaiverBook {
  readonly #waivers: readonly Waiver[];
  readonly #now: () => Date;
  readonly #used = new Set<Waiver>();
  /** Services of which a resource was judged. */
  readonly #seen = new Set<string>();

  constructor(waivers: readonly Waiver[], now: () => Date) {
    this.#waivers = waivers;
    this.#now = now;
  }

  /** To be told of every resource that is judged. */
  see(service: string): void {
    this.#seen.add(service);
  }

  /** Whether a violation is waived. */
  waives(service: string, rule: string): boolean {
    const found = this.#waivers.find((one) => one.service === service && one.rule === rule);
    if (!found) return false;
    this.#used.add(found);
    return !this.#isOver(found);
  }

  /**
   * What is wrong with the waivers of a stack, once all of it has been judged: each with the service
   * that it names, and what was found and expected. A disabled service violates nothing, and its waivers
   * stay until it runs again.
   */
  faults(
    stack: string,
    rules: readonly RuleFacts[],
    disabled: readonly string[],
  ): { waiver: Waiver; problem: string }[] {
    const found = this.#waivers
      .filter(({ service }) => service.startsWith(`${stack}/`))
      .flatMap((waiver) => {
        const problem = this.#problem(waiver, rules, disabled);
        return problem === undefined ? [] : [{ waiver, problem }];
      });
    const exceptions = exceptionsIn(this.#waivers);
    const [surplus] = exceptions[MOST_WAIVERS] ?? [];
    if (!surplus) return found;
    const most = `must be one of at most ${String(MOST_WAIVERS)}`;
    return [
      ...found,
      { waiver: surplus, problem: `${most}, there are ${String(exceptions.length)}` },
    ];
  }

  #problem(
    waiver: Waiver,
    rules: readonly RuleFacts[],
    disabled: readonly string[],
  ): string | undefined {
    const { rule, service, expires, reason, owner } = waiver;
    if (!rules.some(({ name }) => name === rule)) return `must name a rule, got "${rule}"`;
    if (reason.trim() === "" || owner.trim() === "") return "must have a reason and an owner";
    if (Number.isNaN(lastMoment(expires)))
      return `must expire on a day such as 2027-06-30, got "${expires}"`;
    const isDisabled = disabled.includes(service);
    if (!this.#seen.has(service) && !isDisabled)
      return `must name a service of the stack, got "${service}"`;
    if (this.#isOver(waiver)) return `expired on ${expires}`;
    if (!this.#used.has(waiver) && !isDisabled) return "is not used: nothing violates the rule";
    return undefined;
  }

  #isOver({ expires }: Waiver): boolean {
    // Not a date: over as well.
    return !(this.#now().getTime() <= lastMoment(expires));
  }
}

/** Each exception with its waivers, one for each service that has it. */
export function exceptionsIn(waivers: readonly Waiver[]): Waiver[][] {
  return [...Map.groupBy(waivers, ({ rule, reason }) => `${rule} ${reason}`).values()];
}

function lastMoment(day: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T23:59:59.999Z`) : NaN;
}
