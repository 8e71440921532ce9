/** Refuses a container that starts as root or as a user without a number. */
import { userFindings } from "../../src/rules/confinement.ts";
import { containerRule } from "../kit/rule.ts";

export const containerUserNotRoot = containerRule(
  {
    name: "container-user-not-root",
    description:
      "A container starts as a numeric user that is not root, because a name is looked up in the image, which may say anything.",
    severity: "high",
    tags: ["hardening", "cis-4.1"],
    fix: "set user to the uid:gid of the image's process",
  },
  userFindings,
);
