/** Refuses secrets in a container's environment, labels, commands, health check and uploads. */
import { containerSecretFindings } from "../../src/rules/secrets.ts";
import { containerRule } from "../kit/rule.ts";

export const containerHoldsNoSecret = containerRule(
  {
    name: "container-holds-no-secret",
    description:
      "No secret stands in any text of a container's arguments, such as its environment, labels, commands, health check or uploads, because docker inspect and the state show them to everybody who may look.",
    severity: "critical",
    tags: ["secrets"],
    fix: "deliver it as a file with SecretFiles and pass its path",
  },
  (container, _resource, { canaries }) => containerSecretFindings(container, canaries),
);
