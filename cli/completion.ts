/** `bev completion <shell>`: prints what lets a shell complete verbs and options of `bev`. */
import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";

/** Once all verbs are there: it reads them. */
export function addCompletion(program: Command): void {
  tab(program, { completionCommandName: "completion" });
}
