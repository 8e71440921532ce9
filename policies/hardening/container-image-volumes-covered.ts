/** Refuses a container that leaves a volume of its image to Docker, which would make an unnamed one. */
import { uncoveredFindings } from "../../src/rules/mounts.ts";
import { containersOf } from "../kit/rule.ts";
import type { StackRule } from "../kit/rule.ts";

/** The paths come from the component: a container's own arguments do not tell what its image declares. */
export const containerImageVolumesCovered: StackRule = {
  name: "container-image-volumes-covered",
  description:
    "Wherever an image declares a volume the container has one with a name or a tmpfs, because Docker would make one that nobody finds again.",
  severity: "critical",
  tags: ["hardening", "data"],
  fix: "add it to the row's volumes or to the image's writable paths",
  judgeStack(resources) {
    const paths = new Map(
      resources
        .filter(
          ({ type, inputs }) => type.startsWith("bev:") && Array.isArray(inputs["volumePaths"]),
        )
        .map(({ inputs }) => [inputs["service"], inputs["volumePaths"] as readonly string[]]),
    );
    return containersOf(resources).flatMap((resource) =>
      uncoveredFindings(resource.inputs, paths.get(resource.service)).map((found) => ({
        ...found,
        resource,
      })),
    );
  },
};
