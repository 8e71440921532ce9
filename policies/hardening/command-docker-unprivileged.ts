/** Refuses a command that enters or starts a container with more rights than a declared one may have. */
import { dockerCallFindings } from "../../src/rules/commands.ts";
import { COMMAND } from "../../src/lib/resources.ts";
import { typeRule } from "../kit/rule.ts";

export const commandDockerUnprivileged = typeRule(
  COMMAND,
  {
    name: "command-docker-unprivileged",
    description:
      "A command enters or starts no container with more rights than a declared one may have, because it would pass by every rule about containers.",
    severity: "critical",
    tags: ["hardening", "cis-5.21", "cis-5.23", "cis-5.24"],
    fix: "leave it out, or declare the container as a resource",
  },
  dockerCallFindings,
);
