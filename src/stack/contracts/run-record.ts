/**
 * What `bev` remembers of a stack beside its resources: versions to go back to, and services that are held
 * on one. It is an output of the stack, so that plain Pulumi keeps and follows it too.
 */
import { z } from "zod";
import type { ContainerArgs } from "../../container/arguments.ts";

/** Whole arguments of a container, as an update has recorded them; nothing in them is secret. */
const containerSchema = z.custom<ContainerArgs>(
  (value) => z.looseObject({ name: z.string(), image: z.string() }).safeParse(value).success,
  "must be the arguments of a container",
);

const runRecordSchema = z.object({
  /** By instance. */
  held: z.record(
    z.string(),
    z.object({
      definition: z.string(),
      container: containerSchema,
      reason: z.string(),
      since: z.iso.datetime(),
    }),
  ),
  /** By instance: what ran before its last change. */
  previous: z.record(z.string(), containerSchema),
  /** By `service/secret`, `service/certificate` or AppRole: how often it was rotated. */
  rotated: z.record(z.string(), z.number()).default({}),
  /** When a signal stopped the last update; one that comes to its end takes it away. */
  stopped: z.iso.datetime().optional(),
});

export type RunRecord = z.infer<typeof runRecordSchema>;

/** Reads a stack's output `run`; empty for a stack that was never deployed. */
export function parseRunRecord(output: unknown): RunRecord {
  return output === undefined
    ? { held: {}, previous: {}, rotated: {} }
    : runRecordSchema.parse(output);
}
