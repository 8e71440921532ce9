/** Has the agents of backups save what an update ends, before it begins. */
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { availableParallelism } from "node:os";
import { UserError } from "../../src/lib/error.ts";
import { formatFaults, reasonOf, shown } from "../../src/lib/faults.ts";
import { stackFile } from "../../src/lib/paths.ts";
import type { SavedService } from "../../src/software/backup/index.ts";
import { runAgent } from "../backup/runs.ts";
import type { AgentPlace } from "../backup/runs.ts";
import { showProgress } from "../progress.ts";
import { stackPlan } from "../review/plan.ts";
import { readConfig } from "../stacks.ts";
import { editState } from "../state/state.ts";
import type { StateResource } from "../state/state-document.ts";
import { workspaceOf } from "../workspace.ts";
import { publishedContract } from "./again.ts";
import { eachStack } from "./each-stack.ts";
import type { Packs } from "./packs.ts";
import { agentIn, endingServices, namesOf, unsavedFaults } from "./saves.ts";
import type { DeployedAgent, Unsaved } from "./saves.ts";
import { runOperation } from "./stack-operation.ts";
import type { Result } from "./stack-operation.ts";

type Stacks = ReadonlyMap<string, Stack>;
type Report = (detail: string) => void;

/** What runs of a stack, as its state has it. */
interface Deployed {
  stack: Stack;
  recorded: readonly StateResource[];
  agent: DeployedAgent | undefined;
}

interface Saves {
  agent: AgentPlace;
  services: readonly SavedService[];
}

/** Of one `bev up`: what it saves, and has saved. */
export class SavesFirst {
  readonly #unsaved: readonly string[];
  /** By stack, of those with an agent. Undefined before they are planned. */
  #planned: Map<string, Saves> | undefined;
  /** By stack, of those that were not updated since. */
  readonly #saved = new Map<string, readonly SavedService[]>();
  /** By stack, when the others were planned. */
  #published: ReadonlyMap<string, string> = new Map();
  readonly #updated = new Map<string, Stack>();

  /** @param unsaved services that are replaced without it */
  constructor(unsaved: readonly string[]) {
    this.#unsaved = unsaved;
  }

  /**
   * Plans the updates, for a person to see.
   * @throws UserError where what is not to be saved is never saved
   */
  async plan(stacks: Stacks, packs: Packs): Promise<Result[]> {
    const deployed = await deployedIn(stacks);
    this.#requireKnown(deployed);
    this.#planned = new Map();
    return this.#planEach(deployed, packs);
  }

  /** What was planned, for a person to see. */
  get lines(): string[] {
    return [...(this.#planned ?? [])].flatMap(([node, { services }]) => {
      const [saved, left] = this.#divided(services);
      return [
        ...(saved.length > 0
          ? [`${node} saves first what is replaced or removed: ${namesOf(saved)}`]
          : []),
        ...(left.length > 0
          ? [`${node} does not save first, as --unsaved says: ${namesOf(left)}`]
          : []),
      ];
    });
  }

  /**
   * Before any of them is updated.
   * @returns the plans that failed, for which nothing was saved
   * @throws UserError where a service cannot be saved, or what is not to be saved is never saved
   */
  async begin(stacks: Stacks): Promise<Result[]> {
    if (!this.#planned) {
      const all = await deployedIn(stacks);
      this.#requireKnown(all);
      this.#planned = new Map();
      const saving = new Map([...all].filter(([, { agent }]) => agent));
      const failed = (await this.#planEach(saving)).filter((one) => one.failed);
      if (failed.length > 0) return failed;
    }
    if (stacks.size > 1 && this.#planned.size > 0) this.#published = await publishedBy(stacks);
    await this.#saveEach();
    return [];
  }

  /**
   * Before each update of one: what another one has published since may replace more.
   * @returns a plan that failed
   * @throws UserError where a service cannot be saved
   */
  async before(name: string, stack: Stack, report: Report): Promise<Result | undefined> {
    if (this.#planned?.has(name) && (await this.#isOutdated())) {
      const [deployed] = (await deployedIn(new Map([[name, stack]]))).values();
      const plan = deployed && (await this.#planOne(name, deployed, report));
      if (plan?.failed) return plan;
      const unsaved = await this.#saveOne(name, report);
      if (unsaved.length > 0) throw refusal(unsaved, `${name} was not updated`);
    }
    this.#saved.delete(name);
    this.#updated.set(name, stack);
    return undefined;
  }

  #requireKnown(deployed: ReadonlyMap<string, Deployed>): void {
    const saved = [...deployed.values()].flatMap(({ agent }) => agent?.saved ?? []);
    const names = saved.map(({ service }) => service);
    const unknown = this.#unsaved.find((name) => !names.includes(name));
    if (unknown === undefined) return;
    throw new UserError(
      `--unsaved: must name services that the agents of ${[...deployed.keys()].join(", ")} save, got ${shown(unknown)}; npx bev backups lists them`,
    );
  }

  #planEach(deployed: ReadonlyMap<string, Deployed>, packs?: Packs): Promise<Result[]> {
    return eachStack(deployed, {
      doing: "Planning",
      done: (name, { seconds }) => `Planned ${name}, ${seconds.toFixed(1)} s`,
      work: (name, one, report) => this.#planOne(name, one, report, packs),
      concurrent: availableParallelism(),
    });
  }

  async #planOne(
    name: string,
    { stack, recorded, agent }: Deployed,
    report: Report,
    packs?: Packs,
  ): Promise<Result> {
    const events: EngineEvent[] = [];
    const onEvent = (event: EngineEvent): unknown => events.push(event);
    const judging = { packs, onEvent, asItRuns: true };
    const result = await runOperation("preview", name, stack, report, judging);
    if (agent && !result.failed) {
      const { host } = readConfig(name, stackFile(name, stack.workspace.workDir)).node;
      const { resources } = stackPlan(name, events, result);
      this.#planned?.set(name, {
        agent: { node: name, host, container: agent.container },
        services: endingServices(recorded, resources, agent.saved),
      });
    }
    return result;
  }

  async #saveEach(): Promise<void> {
    const unsaved: Unsaved[] = [];
    const nodes = [...(this.#planned ?? [])].filter(([name]) => this.#due(name).length > 0);
    const steps = nodes.map(([name]) => ({
      title: `Saving on ${name} first: ${namesOf(this.#due(name))}`,
      work: async (report: Report) => {
        const title = `Saved on ${name} first: ${namesOf(this.#due(name))}`;
        const failed = await this.#saveOne(name, report);
        unsaved.push(...failed);
        if (failed.length > 0) throw new UserError(`${name} was not saved`);
        return title;
      },
    }));
    await showProgress(steps, { concurrent: Math.max(1, steps.length) }).catch((error: unknown) => {
      if (unsaved.length === 0) throw error;
    });
    if (unsaved.length > 0) throw refusal(unsaved, "nothing was changed");
  }

  async #saveOne(name: string, report: Report): Promise<Unsaved[]> {
    const due = this.#due(name);
    const { agent } = this.#planned?.get(name) ?? {};
    const unsaved = agent && due.length > 0 ? await save(agent, due, report) : [];
    this.#saved.set(name, [...(this.#saved.get(name) ?? []), ...due]);
    return unsaved;
  }

  /** What is still to be saved of a stack. */
  #due(name: string): SavedService[] {
    const [services] = this.#divided(this.#planned?.get(name)?.services ?? []);
    const saved = this.#saved.get(name)?.map(({ service }) => service) ?? [];
    return services.filter(({ service }) => !saved.includes(service));
  }

  #divided(services: readonly SavedService[]): [saved: SavedService[], left: SavedService[]] {
    const isLeft = ({ service }: SavedService) => this.#unsaved.includes(service);
    return [services.filter((one) => !isLeft(one)), services.filter(isLeft)];
  }

  async #isOutdated(): Promise<boolean> {
    const published = await publishedBy(this.#updated);
    return [...published].some(([name, contract]) => contract !== this.#published.get(name));
  }
}

/** @returns what could not be saved */
async function save(
  agent: AgentPlace,
  services: readonly SavedService[],
  report: Report,
): Promise<Unsaved[]> {
  const whys = new Map<string, string | undefined>();
  const names = services.map(({ service }) => service);
  const told = runAgent(agent, "run", names, ({ service, event, why = "" }) => {
    report(`${service}: ${event}`);
    if (event !== "saving") whys.set(service, event === "failed" ? why : undefined);
  });
  const broken = await told.then(
    () => undefined,
    (error: unknown) => reasonOf(error),
  );
  return names.flatMap((service) => {
    const why = whys.has(service) ? whys.get(service) : broken;
    return why === undefined ? [] : [{ node: agent.node, service, why }];
  });
}

function refusal(unsaved: readonly Unsaved[], so: string): UserError {
  return new UserError(formatFaults(unsavedFaults(unsaved, so)));
}

async function deployedIn(stacks: Stacks): Promise<Map<string, Deployed>> {
  const found = [...stacks].map(async ([name, stack]) => {
    const { resources: recorded = [] } = await editState(workspaceOf(stack), name, () => undefined);
    return [name, { stack, recorded, agent: await agentIn(recorded) }] as const;
  });
  return new Map(await Promise.all(found));
}

/** What others wire themselves by, as text. */
async function publishedBy(stacks: Stacks): Promise<Map<string, string>> {
  const found = [...stacks].map(async ([name, stack]) => {
    return [name, JSON.stringify((await publishedContract(stack)) ?? {})] as const;
  });
  return new Map(await Promise.all(found));
}
