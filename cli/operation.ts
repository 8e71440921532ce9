/** One Pulumi operation on one stack: its progress, its changes, and its errors as people read them. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type {
  DiagnosticEvent,
  EngineEvent,
  StepEventMetadata,
} from "@pulumi/pulumi/automation/events.js";
import { reasonOf } from "../src/lib/faults.ts";
import { instanceOf, replacementOf } from "./versions.ts";
import type { Replacement } from "./versions.ts";

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
  /** Containers that ran before and were made anew. */
  replaced: Replacement[];
  /** Instances whose container or gate failed; none where a plugin was lost, for that says nothing of them. */
  broken: string[];
  seconds: number;
  failed: boolean;
}

export interface Watching {
  /** Gets all that the engine tells. */
  onEvent?: (event: EngineEvent) => void;
  /** Folders of the packs that judge a preview. */
  policyPacks?: string[];
}

/** Runs the operation; `report` gets how many resources were seen, now and then. */
export async function runOperation(
  verb: Verb,
  name: string,
  stack: Stack,
  report: (detail: string) => void,
  { onEvent, policyPacks = [] }: Watching = {},
): Promise<Result> {
  const started = performance.now();
  const watch = new EventWatch(report);
  const take = (event: EngineEvent): void => {
    watch.take(event);
    onEvent?.(event);
  };
  const options = { onEvent: take, color: "never", suppressOutputs: true } as const;
  let failed = false;
  try {
    if (verb === "preview") await stack.preview({ ...options, policyPacks });
    // A container that ended is seen only by a refresh.
    else if (verb === "up") await stack.up({ ...options, refresh: true });
    else await stack.destroy({ ...options, refresh: true });
  } catch (error) {
    failed = true;
    if (watch.errors.size === 0) watch.errors.add(lastLines(error));
  }
  const seconds = (performance.now() - started) / 1000;
  const { changes, errors, notes, replaced, broken } = watch;
  return {
    stack: name,
    changes,
    errors: [...errors],
    notes: [...notes],
    replaced: [...replaced.values()],
    broken: watch.lostPlugin ? [] : [...broken],
    seconds,
    failed,
  };
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
    const { resourcePreEvent, resOpFailedEvent, diagnosticEvent, summaryEvent } = event;
    if (resourcePreEvent) {
      this.#count();
      this.#keepReplacement(resourcePreEvent.metadata);
    }
    if (resOpFailedEvent) this.broken.add(instanceOf(resOpFailedEvent.metadata.urn));
    if (diagnosticEvent && !diagnosticEvent.ephemeral) this.#keep(diagnosticEvent);
    if (summaryEvent) Object.assign(this.changes, summaryEvent.resourceChanges);
  };

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

  /** The engine adds sentences of its own to what the program or a plugin said. */
  #keep({ severity, message }: DiagnosticEvent): void {
    const text = plain(message).trim();
    if (LOST_PLUGIN.test(text)) this.lostPlugin = true;
    if (severity === "info" || severity === "warning") this.notes.add(text);
    else if (severity === "error" && !OWN_SENTENCE.test(text)) this.errors.add(text);
  }
}

/** Without the engine's colour marks. */
function plain(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "");
}

function lastLines(error: unknown): string {
  const text = plain(saidBy(error)).trim().split("\n").slice(-12).join("\n");
  return text.includes("is currently locked by")
    ? `${text}\nif that process has ended: npx bev repair, with --local for bev up --local`
    : text;
}

/** Standard error of a command that failed, out of all that the Automation API tells of it. */
function saidBy(error: unknown): string {
  const text = reasonOf(error);
  return (/^ *stderr: (?:Command failed .*\n)?([^]*?)\n *err\?:/m.exec(text)?.[1] ?? text).trim();
}
