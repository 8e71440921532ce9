/** Refuses images of another tag or digest than the lock's. */
import { CONTAINER, IMAGE } from "../../src/lib/resources.ts";
import { versionFindings } from "../../src/rules/images.ts";
import { heldContainers } from "../kit/held.ts";
import { readEach } from "../kit/rule.ts";
import type { StackFinding, StackRule } from "../kit/rule.ts";
import { conventionsOf, engineMachine } from "../kit/site.ts";

/** Where each kind of resource names its image. */
const NAMES = new Map([
  [CONTAINER, "image"],
  [IMAGE, "name"],
]);

/** A rule about the whole stack, because its run record says what is held back. */
export const imageVersionLocked: StackRule = {
  name: "image-version-locked",
  description:
    "An image has the tag and digest of the image lock, because what was reviewed is what the lock says; only a service that is held back runs its former version.",
  severity: "high",
  tags: ["hardening", "images"],
  fix: "run npx bev images lock and use the reference that it writes",
  judgeStack(resources, { site, lock }) {
    const held = heldContainers(resources);
    const images = resources.filter(({ type }) => NAMES.has(type));
    return readEach(images, (resource): StackFinding[] => {
      const at = NAMES.get(resource.type) ?? "";
      const reference = resource.inputs[at] as string | null | undefined;
      const { registry } = conventionsOf(engineMachine(site, resource));
      const instance = resource.name.replace(/-image$/, "");
      const facts = { lock, registry, held: held[instance]?.image };
      return versionFindings(at, reference, facts).map((found) => ({ ...found, resource }));
    });
  },
};
