/** Refuses secrets in a command's texts, environment and triggers. */
import { commandSecretFindings } from "../../src/rules/secrets.ts";
import type { CommandInputs } from "../../src/rules/commands.ts";
import { knownItems } from "../kit/known.ts";
import { COMMAND } from "../../src/lib/resources.ts";
import { typeRule } from "../kit/rule.ts";

export const commandHoldsNoSecret = typeRule(
  COMMAND,
  {
    name: "command-holds-no-secret",
    description:
      "No secret stands in a command's texts, environment or triggers, because the list of processes, the state and a failure's message show them.",
    severity: "critical",
    tags: ["secrets"],
    fix: "pass it on the standard input, marked as a secret",
  },
  (command: CommandInputs, _resource, { canaries }) =>
    commandSecretFindings(command, knownItems(command.triggers), canaries),
);
