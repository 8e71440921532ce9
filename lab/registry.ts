/** A registry on loopback: an image gets its digest when it is pushed to one. */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { CliError } from "../cli/error.ts";
import { missing } from "./command.ts";

/** Fixed: it is part of the name of every image that a container runs. */
export const REGISTRY = "127.0.0.1:5055";

/** Runs `work` while the registry answers; its content lies in `directory`. */
export async function withRegistry<T>(directory: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(directory, { recursive: true });
  const config = path.join(directory, "config.yml");
  writeFileSync(
    config,
    stringify({
      version: 0.1,
      log: { level: "error", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: path.join(directory, "content") } },
      http: { addr: REGISTRY },
    }),
  );
  const registry = spawn("docker-registry", ["serve", config], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  let failure: CliError | undefined;
  registry.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  registry.on("error", () => (failure = missing("docker-registry")));
  registry.on("exit", () => {
    failure ??= new CliError(
      `${REGISTRY}: the registry ended, something else may use the port:\n${complaint.trim()}`,
    );
  });
  try {
    await answering(() => failure);
    return await work();
  } finally {
    registry.removeAllListeners("exit");
    registry.kill();
  }
}

async function answering(failure: () => CliError | undefined): Promise<void> {
  for (;;) {
    const failed = failure();
    if (failed) throw failed;
    const answer = await fetch(`http://${REGISTRY}/v2/`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
}
