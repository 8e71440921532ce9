/** Which former version a service may go back to. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import { isStateful } from "./services.ts";

interface Versioned {
  name: string;
  node: string;
  volumes: readonly { backup: string }[];
}

/** Data may be in a format that an older image cannot read: a store keeps its image. */
export function rollbackFaults(service: Versioned, from: string, to: string): Fault[] {
  if (!isStateful(service) || tagged(from) === tagged(to)) return [];
  return [
    {
      path: `${service.node}/${service.name}/image`,
      problem: `must stay ${shown(tagged(from))}: its data may be in a format that ${shown(tagged(to))} cannot read`,
      fix: "mend it forward, or restore a backup into the older version",
    },
  ];
}

/** Without the digest: a rebuilt image of the same version reads the same data. */
function tagged(image: string): string {
  return image.replace(/@sha256:.*$/, "");
}
