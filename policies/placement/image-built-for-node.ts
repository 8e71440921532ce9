/** Refuses an image that is not in the lock, or not built for the node's processor. */
import { platformFindings } from "../../src/rules/images.ts";
import { containerRule } from "../kit/rule.ts";
import { conventionsOf, engineMachine } from "../kit/site.ts";

/** An image that no registry has confirmed yet is judged when it is. */
export const imageBuiltForNode = containerRule(
  {
    name: "image-built-for-node",
    description:
      "A container's image is in the image lock and built for the processor of its node, because ORACLE1 has another one than the others and the process would not start.",
    severity: "high",
    tags: ["placement", "images"],
    fix: "choose another tag or image in src/catalog/images.ts, then run npx bev images lock",
  },
  (container, resource, { site, lock }) => {
    const machine = engineMachine(site, resource);
    if (!machine) return [];
    const { registry } = conventionsOf(machine);
    return platformFindings(container, lock, { architecture: machine.architecture, registry });
  },
);
