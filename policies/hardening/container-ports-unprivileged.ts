/** Refuses ssh servers and published ports below 1024. */
import { privilegedPortFindings } from "../../src/rules/lifecycle.ts";
import { containerRule } from "../kit/rule.ts";

export const containerPortsUnprivileged = containerRule(
  {
    name: "container-ports-unprivileged",
    description:
      "A container runs no ssh server and publishes no port of the system, because these are the host's own.",
    severity: "medium",
    tags: ["hardening", "cis-5.7", "cis-5.8"],
    fix: "publish another port",
  },
  privilegedPortFindings,
);
