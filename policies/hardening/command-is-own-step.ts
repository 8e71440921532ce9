/** Refuses every command that is not a step of the program. */
import type { CommandInputs } from "../../src/rules/commands.ts";
import { pinFindings } from "../../src/rules/images.ts";
import { stepFindings } from "../../src/rules/steps.ts";
import { COMMAND } from "../../src/lib/resources.ts";
import { typeRule } from "../kit/rule.ts";
import { conventionsOf } from "../kit/site.ts";
import { steps } from "./steps.ts";

export const commandIsOwnStep = typeRule(
  COMMAND,
  {
    name: "command-is-own-step",
    description:
      "A command is a step of the program, by its component, the hash of its script and its variables, because it runs with all rights of the person who deploys and passes by every rule about containers.",
    severity: "critical",
    tags: ["hardening", "cis-5.21", "cis-5.23", "cis-5.24"],
    fix: "declare a container or a step of src/components; after a change of a script run npm run update",
  },
  (command: CommandInputs, { stack, parent }, { site, lock }) => {
    const { registry, ...conventions } = conventionsOf(site[stack]);
    const image = command.environment?.["BEV_IMAGE"];
    return [
      ...stepFindings(command, { stack, parent, ...conventions }, steps),
      ...(image === undefined ? [] : pinFindings(image, lock, registry, "environment/BEV_IMAGE")),
    ];
  },
);
