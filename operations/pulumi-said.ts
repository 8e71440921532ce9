/** What Pulumi's command has said, without what wraps it. */
import { reasonOf } from "../src/lib/faults.ts";

/** Standard error of a command that failed, out of all that the Automation API tells of it. */
export function saidBy(error: unknown): string {
  const text = reasonOf(error);
  return saidIn(/^ *stderr: (?:Command failed .*\n)?([^]*?)\n *err\?:/m.exec(text)?.[1] ?? text);
}

/** Its sentences, without the word that begins each, and with a fix where Pulumi tells none. */
export function saidIn(stderr: string): string {
  return stderr
    .replace(/^(error|warning): /gm, "")
    .replace(/failed to load checkpoint: (?:unexpected )?EOF/g, "$&; run npx bev repair")
    .trim();
}

/** Whether the Automation API threw it: its message is a dump of the whole run. */
export function isOfPulumi(error: unknown): boolean {
  return error instanceof Error && /(?:^Command|Stack|Update)\w*Error$/.test(error.name);
}
