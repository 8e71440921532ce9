/** Reads the generated image lock. */
import path from "node:path";
import { RunError } from "@pulumi/pulumi/errors.js";
import { z } from "zod";
import { reasonOf } from "../../lib/faults.ts";
import { readJsonFile } from "../../lib/text-file.ts";
import type { ImageLock } from "../../rules/images.ts";

const imageLockSchema = z.record(
  z.string(),
  z.discriminatedUnion("state", [
    z.strictObject({ state: z.literal("unresolved") }),
    z.strictObject({
      state: z.literal("resolved"),
      digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
      platforms: z.array(z.string()).min(1),
      repository: z.string().optional(),
    }),
  ]),
);

const projectRoot = path.dirname(path.dirname(path.dirname(import.meta.dirname)));

/** @throws RunError when it is absent or not what `bev images lock` writes */
export function readImageLock(file: string): ImageLock {
  const absolute = path.resolve(projectRoot, file);
  const parsed = imageLockSchema.safeParse(contentOf(absolute));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const reason = `${issue?.path.join("/") ?? ""}: ${issue?.message ?? "unknown form"}`;
  throw new RunError(
    `${file}: must be an image lock, is not (${reason}); restore it with git checkout, then run npx bev images lock`,
  );
}

/** Pulumi shows the message of a RunError alone. */
function contentOf(file: string): unknown {
  try {
    return readJsonFile(file);
  } catch (error) {
    throw new RunError(`${reasonOf(error)}, then run npx bev images lock`);
  }
}
