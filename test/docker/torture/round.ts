/** One round: a change, an update that is killed, the documented commands, and what there is then. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root, run } from "../../kit/engine.ts";
import { anonymousVolumes, leftBehind, platformFaults, readState, VolumeWatch } from "./observe.ts";
import { planRound } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { firstOf, Platform } from "./platform.ts";
import { findVictim, kill } from "./session.ts";

export interface RoundResult extends Plan {
  round: number;
  /** False: the update had ended before, or was not there yet. */
  killed: boolean;
  /** When it was killed: from the start of the update, or of Pulumi's part of it. */
  seconds: number;
  /** What the update that was killed ended with; 0 when it could do without the victim. */
  code: number;
  left: string;
  /** How many of the documented commands it took: 2 where repair had something to do. */
  commands: number;
  faults: string[];
  /** Where the outputs of a failed round lie. */
  evidence?: string;
}

/** A command that was not killed must end by itself in this time. */
const PATIENCE_MS = 10 * 60_000;

/** Some services, to which one round after the other is done. */
export class Series {
  readonly seed: number;
  readonly platform: Platform;
  readonly #services: readonly string[];
  readonly #volumes = new VolumeWatch();
  #anonymous: string[] = [];
  /** How long the last update that nobody killed took, without the images before it. */
  #milliseconds = 0;

  constructor(seed: number, services: readonly string[]) {
    this.seed = seed;
    this.platform = new Platform(services);
    this.#services = services;
  }

  /** Deploys what the round before `from` left. */
  async begin(from: number): Promise<void> {
    const { change } = this.#plan(from - 1);
    this.platform.apply(change);
    const { code, output, milliseconds } = await this.platform.update().ended;
    const faults = code === 0 ? await this.#faults(from - 1) : [output];
    if (faults.length > 0) throw new Error(`the first update failed:\n${faults.join("\n")}`);
    this.#milliseconds = milliseconds;
  }

  /** An update that nobody kills, and the faults that it leaves. */
  async change(round: number): Promise<string[]> {
    this.#anonymous = await anonymousVolumes();
    this.platform.apply(this.#plan(round).change);
    const { code, output } = await this.platform.update().ended;
    if (code !== 0) return [`the update failed\n${output}`];
    const repeated = await this.platform.changesOf("up", "--yes", "--skip-preview");
    return [...repeated, ...(await this.#faults(round))];
  }

  async kill(round: number): Promise<RoundResult> {
    const plan = this.#plan(round);
    this.#anonymous = await anonymousVolumes();
    this.platform.apply(plan.change);
    const { killed, seconds, code, output } = await this.#interrupt(plan);
    const left = await leftBehind(this.platform);
    const state = readState(this.platform);
    const repair = await this.platform.repair();
    const update = await this.platform.update().ended;
    this.#milliseconds = update.milliseconds;
    const faults = [
      ...(repair.code === 0 ? [] : [`repair ended with ${String(repair.code)}`]),
      ...(update.code === 0 ? [] : [`the update ended with ${String(update.code)}`]),
      ...(await this.#faults(round)),
    ];
    const commands = repair.output.includes(NOTHING_TO_REPAIR) ? 1 : 2;
    const result = { round, ...plan, killed, seconds, code, left, commands, faults };
    if (faults.length === 0) return result;
    const files = {
      "round.json": JSON.stringify(result, null, 2),
      "killed.log": output,
      "left.json": JSON.stringify(state, null, 2),
      "repair.log": repair.output,
      "update.log": update.output,
      "containers.txt": (await run("docker", ["ps", "--all", "--no-trunc"])).output,
    };
    return { ...result, evidence: this.#keep(round, files) };
  }

  /** @returns faults of the removal */
  async end(): Promise<string[]> {
    const { code, output } = await this.platform.remove();
    return code === 0 ? [] : [output];
  }

  #plan(round: number): Plan {
    return planRound(this.seed, round, this.#services);
  }

  async #interrupt({ victim, moment }: Plan) {
    const { session, deploying, ended } = this.platform.update();
    const whole = victim === "session" || victim === "everything";
    // All can be killed while images are prepared, too; the others are not there yet.
    if (!whole) await deploying;
    const milliseconds = moment * this.#milliseconds;
    await Promise.race([sleep(milliseconds), ended]);
    const pids = await firstOf(victim, session, ended);
    kill(pids);
    const { code, output } = await Promise.race([ended, tooLong()]);
    // What it had started goes on for a moment, as it does when somebody repairs at once.
    await Promise.race([gone(session), tooLong()]);
    return { killed: pids.length > 0, seconds: milliseconds / 1000, code, output };
  }

  async #faults(round: number): Promise<string[]> {
    const anonymous = (await anonymousVolumes()).filter((name) => !this.#anonymous.includes(name));
    return [
      ...(await platformFaults(this.platform)),
      ...(round === 0 ? [] : anonymous.map((name) => `orphan: volume ${name}`)),
      ...(await this.#volumes.check(`seed ${String(this.seed)}`)),
      ...(await this.platform.changesOf("preview")),
    ];
  }

  #keep(round: number, files: Record<string, string>): string {
    const name = `${String(this.seed)}-${String(round)}`;
    const folder = path.join(root, ".bev", "torture", name);
    mkdirSync(folder, { recursive: true });
    for (const [file, content] of Object.entries(files)) {
      writeFileSync(path.join(folder, file), content);
    }
    return folder;
  }
}

const NOTHING_TO_REPAIR = "nothing to repair";

async function tooLong(): Promise<never> {
  await sleep(PATIENCE_MS, undefined, { ref: false });
  throw new Error(`the update did not end in ${String(PATIENCE_MS / 60_000)} minutes`);
}

async function gone(session: number): Promise<void> {
  while (findVictim("session", session).length > 0) await sleep(100);
}
