/** What a run of Pulumi did, as the engine's own events tell it. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { nameOf } from "../../src/lib/resources.ts";
import { TestProject } from "./engine.ts";
import type { Run } from "./engine.ts";

/** A run with what the engine's events say of it. */
export interface Steps extends Run {
  /** What was done, in order: `create web`, `update web failed`. What stayed the same is left out. */
  steps: string[];
  /** Changed properties of a resource and the kind of each change: `{ envs: "update-replace" }`. */
  changes: Record<string, Record<string, string>>;
  errors: string[];
}

/** A project whose runs say what they did to the resources of one package. */
export class ObservedProject extends TestProject {
  readonly #package: string;

  constructor(packageName: string, source: string, environment: Record<string, string> = {}) {
    super(source, { PULUMI_DEBUG_COMMANDS: "true", ...environment });
    this.#package = packageName;
  }

  override up(...flags: string[]): Promise<Steps> {
    return this.observed((log) => super.up(...log, ...flags));
  }

  override preview(...flags: string[]): Promise<Steps> {
    return this.observed((log) => super.preview(...log, ...flags));
  }

  /** Runs Pulumi with the flags for its event log, and adds what that says. */
  protected async observed(start: (log: string[]) => Promise<Run>): Promise<Steps> {
    const file = path.join(this.directory, "events");
    rmSync(file, { force: true });
    const result = await start(["--event-log", file]);
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    const events = lines.map((line) => JSON.parse(line) as EngineEvent);
    return { ...result, ...summary(events, this.#package) };
  }
}

interface StepEvent {
  metadata: {
    op: string;
    urn: string;
    type: string;
    detailedDiff?: Record<string, { diffKind: string }> | null;
  };
}

interface EngineEvent {
  resourcePreEvent?: StepEvent;
  resOutputsEvent?: StepEvent;
  resOpFailedEvent?: StepEvent;
  diagnosticEvent?: { severity: string; message: string };
}

function summary(
  events: EngineEvent[],
  packageName: string,
): Pick<Steps, "steps" | "changes" | "errors"> {
  const steps: string[] = [];
  const changes: Steps["changes"] = {};
  const errors: string[] = [];
  for (const {
    resourcePreEvent: begun,
    resOutputsEvent: done,
    resOpFailedEvent: failed,
    diagnosticEvent,
  } of events) {
    const step = (done ?? failed)?.metadata;
    if (
      step?.type.startsWith(`${packageName}:`) &&
      !["same", "refresh", "replace"].includes(step.op)
    ) {
      steps.push(`${step.op} ${nameOf(step.urn)}${failed ? " failed" : ""}`);
    }
    const { detailedDiff, urn = "" } = begun?.metadata ?? {};
    if (detailedDiff) {
      changes[nameOf(urn)] = Object.fromEntries(
        Object.entries(detailedDiff).map(([property, { diffKind }]) => [property, diffKind]),
      );
    }
    if (diagnosticEvent?.severity === "error") errors.push(diagnosticEvent.message.trim());
  }
  return { steps, changes, errors };
}
