/** Refuses images that a node would build, or pull from elsewhere. */
import { IMAGE } from "../../src/lib/resources.ts";
import { pinFindings, pullFindings } from "../../src/rules/images.ts";
import type { ImageInputs } from "../../src/rules/images.ts";
import { typeRule } from "../kit/rule.ts";
import { conventionsOf, engineMachine } from "../kit/site.ts";

export const imagePulledNotBuilt = typeRule(
  IMAGE,
  {
    name: "image-pulled-not-built",
    description:
      "An image is pulled as the image lock names it and never built on a node, because a build runs commands there as root and what it makes is in no lock.",
    severity: "critical",
    tags: ["hardening", "images"],
    fix: "build it elsewhere, then run npx bev images lock",
  },
  (image: ImageInputs, resource, { lock, site }) => [
    ...pinFindings(image.name, lock, conventionsOf(engineMachine(site, resource)).registry, "name"),
    ...pullFindings(image),
  ],
);
