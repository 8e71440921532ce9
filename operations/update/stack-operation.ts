/** One Pulumi operation on one stack: its progress, its changes, and its errors as people read them. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type {
  DiagnosticEvent,
  EngineEvent,
  PolicyEvent,
  StepEventMetadata,
} from "@pulumi/pulumi/automation/events.js";
import { saidBy } from "../pulumi-said.ts";
import type { Packs } from "./packs.ts";
import { INTERRUPTED, isInterrupted, stopIfInterrupted, uncut } from "../interrupt.ts";
import { parallelIn } from "./parallel.ts";
import { instanceOf, replacementOf } from "../state/versions.ts";
import { plain, violationOf } from "./violations.ts";
import type { Replacement } from "../state/versions.ts";

/** Progress moves, but does not flood a log. */
const REPORT_MS = 1000;

export type Verb = "preview" | "up" | "destroy";

export interface Result {
  stack: string;
  /** Resources by operation, `same` among them. */
  changes: Record<string, number>;
  errors: string[];
  /** What resources had to say: information and warnings, each once. */
  notes: string[];
  /** Containers that ran before and were replaced. */
  replaced: Replacement[];
  /**
   * Instances whose container or gate failed; none after an interruption or where a plugin was lost,
   * for that says nothing of them.
   */
  broken: string[];
  seconds: number;
  failed: boolean;
  /** A signal ended it before its time. */
  interrupted: boolean;
}

export interface Judging {
  /** What judges a preview or an update. */
  packs?: Packs | undefined;
  /** An update of these resources alone, by patterns of their URNs: all others stay as they are, or absent. */
  part?: readonly string[];
  /** A preview that asks the Engine what runs: a container that ended is seen only so. */
  asItRuns?: boolean;
  /** Gets all that the engine tells. */
  onEvent?: (event: EngineEvent) => void;
}

/** Of an operation that was not begun. */
export function refusedResult(stack: string, error: string): Result {
  return {
    ...{ stack, changes: {}, errors: [error], notes: [], replaced: [], broken: [] },
    ...{ seconds: 0, failed: true, interrupted: false },
  };
}

/** Runs the operation; `report` gets how many resources were seen, now and then. */
export async function runOperation(
  verb: Verb,
  name: string,
  stack: Stack,
  report: (detail: string) => void,
  { packs, part, asItRuns = false, onEvent }: Judging = {},
): Promise<Result> {
  const started = performance.now();
  const watch = new EventWatch(report);
  const take = (event: EngineEvent): void => {
    watch.take(event);
    onEvent?.(event);
  };
  const operated = withoutSummary(stack);
  const error = await uncut((signal) => {
    const options = { onEvent: take, color: "never", suppressOutputs: true, signal } as const;
    return errorOf(async () => {
      stopIfInterrupted();
      if (verb === "preview") {
        const seen = asItRuns && { refresh: true, runProgram: true };
        await operated.preview({ ...options, ...packs, ...seen });
      }
      // A container that ended is seen only by a refresh; by the program's own providers, for those
      // of the state may have the token or the host of before.
      else if (verb === "up") {
        const parallel = parallelIn(stack.workspace.workDir, name);
        const target = part && { target: [...part] };
        await operated.up({
          ...{ ...options, ...packs, ...parallel, ...target },
          ...{ refresh: true, runProgram: true },
        });
      } else await operated.destroy({ ...options, refresh: true });
    });
  });
  const failed = error !== undefined;
  const interrupted = failed && isInterrupted();
  if (interrupted) watch.interrupt();
  else if (failed && watch.errors.size === 0) watch.errors.add(lastLines(error));
  const seconds = (performance.now() - started) / 1000;
  const { changes, errors, notes, replaced, broken } = watch;
  return {
    stack: name,
    changes,
    errors: [...errors],
    notes: [...notes],
    replaced: [...replaced.values()],
    broken: watch.lostPlugin || interrupted ? [] : [...broken],
    seconds,
    failed,
    interrupted,
  };
}

/** The SDK asks Pulumi after each operation for what nobody reads here: the outputs, and the last line of the history. */
function withoutSummary(stack: Stack): Stack {
  return Object.assign(Object.create(stack) as Stack, {
    outputs: () => Promise.resolve({}),
    info: () => Promise.resolve(undefined),
  });
}

/** What the engine says of each operation of a plugin that was killed, and of the plugin. */
const LOST_PLUGIN = /exited prematurely|error reading from server|desc = "?transport/;

const OWN_SENTENCE = /^(preview|update|destroy|one or more .*) failed$/;

class EventWatch {
  readonly changes: Record<string, number> = {};
  readonly errors = new Set<string>();
  readonly notes = new Set<string>();
  readonly replaced = new Map<string, Replacement>();
  readonly broken = new Set<string>();
  lostPlugin = false;
  #seen = 0;
  #reported = 0;
  readonly #report: (detail: string) => void;

  constructor(report: (detail: string) => void) {
    this.#report = report;
  }

  readonly take = (event: EngineEvent): void => {
    const { resourcePreEvent, resOpFailedEvent, diagnosticEvent, policyEvent, summaryEvent } =
      event;
    if (resourcePreEvent) {
      this.#count();
      this.#keepReplacement(resourcePreEvent.metadata);
    }
    if (resOpFailedEvent) this.broken.add(instanceOf(resOpFailedEvent.metadata.urn));
    if (diagnosticEvent && !diagnosticEvent.ephemeral) this.#keep(diagnosticEvent);
    if (policyEvent) this.#keepViolation(policyEvent);
    if (summaryEvent) Object.assign(this.changes, summaryEvent.resourceChanges);
  };

  /** What the engine says of work that it did not begin is no error of it. */
  interrupt(): void {
    for (const error of this.errors)
      if (error.includes("context canceled")) this.errors.delete(error);
    this.errors.add(INTERRUPTED);
  }

  #count(): void {
    this.#seen++;
    if (performance.now() - this.#reported < REPORT_MS) return;
    this.#reported = performance.now();
    this.#report(`${String(this.#seen)} resources`);
  }

  #keepReplacement(step: StepEventMetadata): void {
    const replacement = replacementOf(step);
    if (replacement) this.replaced.set(replacement.instance, replacement);
  }

  #keepViolation(event: PolicyEvent): void {
    const { policy, message, mandatory } = violationOf(event);
    (mandatory ? this.errors : this.notes).add(`${message} (policy ${policy})`);
  }

  /** The engine adds sentences of its own to what the program or a plugin said. */
  #keep({ severity, message }: DiagnosticEvent): void {
    const text = plain(message).trim();
    if (LOST_PLUGIN.test(text)) this.lostPlugin = true;
    if (severity === "info" || severity === "warning") this.notes.add(text);
    else if (severity === "error" && !OWN_SENTENCE.test(text)) this.errors.add(text);
  }
}

/** What the work throws, undefined when it succeeds. */
async function errorOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error("failed without saying why");
  }
}

function lastLines(error: unknown): string {
  const text = plain(saidBy(error)).trim().split("\n").slice(-12).join("\n");
  return text.includes("is currently locked by")
    ? `${text}\nif that process has ended: npx bev repair, with --local for bev up --local`
    : text;
}
