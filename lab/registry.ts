/**
 * A registry on loopback, because an image gets its digest when it is pushed. Its images are kept: pulling
 * one takes a fifth of the time of building it.
 */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { UserError } from "../src/lib/error.ts";
import { cacheDirectory } from "../toolchain/paths.mjs";
import { locate, missing } from "../operations/command.ts";

/** Runs `work` while a registry answers at `address`. */
export async function withRegistry<T>(address: string, work: () => Promise<T>): Promise<T> {
  const directory = path.join(cacheDirectory, "registry");
  mkdirSync(directory, { recursive: true });
  const config = path.join(directory, `${address}.yml`);
  writeFileSync(
    config,
    stringify({
      version: 0.1,
      log: { level: "error", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: path.join(directory, "content") } },
      http: { addr: address },
    }),
  );
  // It ends with this process even if that is killed: the next one needs its port.
  const registry = spawn(
    "setpriv",
    ["--pdeathsig", "KILL", locate("docker-registry"), "serve", config],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let complaint = "";
  let failure: UserError | undefined;
  registry.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  registry.on("error", () => (failure = missing("setpriv")));
  registry.on("exit", () => {
    failure ??= new UserError(
      `${address}: the registry ended, something else may use the port:\n${complaint.trim()}`,
    );
  });
  try {
    await answering(address, () => failure);
    return await work();
  } finally {
    registry.removeAllListeners("exit");
    registry.kill();
  }
}

async function answering(address: string, failure: () => UserError | undefined): Promise<void> {
  for (;;) {
    const failed = failure();
    if (failed) throw failed;
    const answer = await fetch(`http://${address}/v2/`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
}
