/** Reads the generated image lock. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { RunError } from "@pulumi/pulumi/errors.js";
import { z } from "zod";
import { reasonOf } from "../../lib/faults.ts";
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
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(absolute, "utf8"));
  } catch (error) {
    throw unusable(file, reasonOf(error));
  }
  const parsed = imageLockSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unusable(file, `${issue?.path.join("/") ?? ""}: ${issue?.message ?? "unknown form"}`);
}

function unusable(file: string, reason: string): RunError {
  return new RunError(
    `${file}: must be an image lock, is not (${reason}); run npx bev images lock`,
  );
}
