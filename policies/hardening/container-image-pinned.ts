/** Refuses an image that is not named by tag and digest. */
import { pinFindings } from "../../src/rules/images.ts";
import { containerRule } from "../kit/rule.ts";

export const containerImagePinned = containerRule(
  {
    name: "container-image-pinned",
    description:
      "A container runs the exact image that was reviewed, by tag and digest, because a tag alone may hold something else tomorrow.",
    severity: "high",
    tags: ["hardening", "cis-5.28"],
    fix: "run npx bev images lock and use the reference that it writes",
  },
  (container, _resource, { lock }) => pinFindings(container.image, lock),
);
