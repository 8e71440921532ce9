/** Finds data that a service would lose by a change. */
import { CONTAINER } from "../../src/lib/resources.ts";
import { mountsOf } from "./describe.ts";
import { isEnd, isPreciousVolume } from "./plan.ts";
import type { PlannedResource } from "./plan.ts";
import { code } from "./text.ts";

/**
 * Volumes that are lost to their service, or are not where it looks for them; those that hold nothing
 * worth saving are not protected.
 */
export function dataAtRisk(resources: readonly PlannedResource[]): string[] {
  const containers = resources.filter(({ type }) => type === CONTAINER);
  return resources.filter(isPreciousVolume).flatMap((volume) => {
    const name = String(volume.before?.inputs["name"]);
    const user = containers.find((one) => pathOf(one, name, "before") !== undefined);
    return isEnd(volume.action) ? lostVolume(volume, name, user) : misplacedVolume(name, user);
  });
}

function lostVolume(
  volume: PlannedResource,
  name: string,
  user: PlannedResource | undefined,
): string[] {
  const path = user && pathOf(user, name, "before");
  const other = user && path !== undefined ? sourceAt(user, path) : undefined;
  const data = volume.before?.isRetained
    ? "stays on the node, where no service has it"
    : "goes with it";
  const instead =
    other === undefined || other === name
      ? ""
      : `; at ${code(path ?? "")} it finds ${code(other)} instead`;
  const owner = user?.name ?? volume.name;
  return [`${code(owner)}: volume ${code(name)} is ${volume.action}, its data ${data}${instead}`];
}

function misplacedVolume(name: string, user: PlannedResource | undefined): string[] {
  if (!user?.after) return [];
  const [from, to] = [pathOf(user, name, "before"), pathOf(user, name, "after")];
  if (from === to) return [];
  const where = to === undefined ? "is no longer mounted" : `is mounted at ${code(to)}`;
  return [`${code(user.name)}: volume ${code(name)} ${where}, its data was at ${code(from ?? "")}`];
}

function pathOf(container: PlannedResource, volume: string, when: "before" | "after") {
  return mountsOf(container[when]?.inputs).find(({ source }) => source === volume)?.target;
}

function sourceAt(container: PlannedResource, path: string): string | undefined {
  return mountsOf(container.after?.inputs).find(({ target }) => target === path)?.source;
}
