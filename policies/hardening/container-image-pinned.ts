/** Refuses an image that is not named by tag and digest. */
import { pinFindings } from "../../src/rules/images.ts";
import { containerRule } from "../kit/rule.ts";
import { conventionsOf, engineMachine } from "../kit/site.ts";

export const containerImagePinned = containerRule(
  {
    name: "container-image-pinned",
    description:
      "A container runs an image of the image lock, from the registry and path that it names, by tag and digest, because a tag alone may hold something else tomorrow and another registry does already.",
    severity: "high",
    tags: ["hardening", "cis-5.28"],
    fix: "run npx bev images lock and use the reference that it writes",
  },
  ({ image }, resource, { lock, site }) =>
    pinFindings(image, lock, conventionsOf(engineMachine(site, resource)).registry),
);
