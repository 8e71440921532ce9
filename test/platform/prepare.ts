/** Before the suites: deploys the lab unless one is up. It stays up when only some of the suites run. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { checkMachine } from "../../lab/hosts.ts";
import { reasonOf } from "../../src/lib/faults.ts";
import { root } from "../kit/engine.ts";
import { isLabUp } from "../kit/lab.ts";

export default async function prepare(): Promise<void> {
  try {
    checkMachine();
  } catch (error) {
    refuse(reasonOf(error));
  }
  if (isLabUp()) {
    console.error("The lab that is up stays up; npm run lab:down removes it.");
    return;
  }
  const child = spawn(process.execPath, ["cli/main.ts", "lab", "up"], {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) refuse("npx bev lab up failed, see above; the lab is as it left it");
}

/** One line instead of a stack trace. */
function refuse(reason: string): never {
  process.stderr.write(`error: test:platform: ${reason}\n`);
  process.exit(1);
}
