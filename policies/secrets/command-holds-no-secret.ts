/** Refuses secrets in a command's texts, environment, triggers and readable deliveries. */
import { commandSecretFindings, readableInput } from "../../src/rules/secrets.ts";
import type { CommandInputs } from "../../src/rules/commands.ts";
import { ifKnown, knownItems } from "../kit/known.ts";
import { COMMAND } from "../../src/lib/resources.ts";
import { typeRule } from "../kit/rule.ts";

export const commandHoldsNoSecret = typeRule(
  COMMAND,
  {
    name: "command-holds-no-secret",
    description:
      "No secret stands in a command's texts, environment or triggers, nor in what it delivers for all to read, because the list of processes, the state and a failure's message show them.",
    severity: "critical",
    tags: ["secrets"],
    fix: "pass it on the standard input, marked as a secret",
  },
  (command: CommandInputs, _resource, { canaries }) => {
    const triggers = knownItems(command.triggers);
    const stdin = ifKnown(() => readableInput(command));
    return commandSecretFindings(command, { triggers, stdin }, canaries);
  },
);
