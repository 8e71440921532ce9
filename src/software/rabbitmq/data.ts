/** Makes RabbitMQ's virtual hosts, permissions and queues. */
import type { RabbitmqData } from "../../catalog/types.ts";
import { shellScript } from "../../lib/shell-script.ts";

/** The user that the image makes at its first start. */
const USER = "bev";

/** A quorum queue gets its replicas when it is made: all members must be there before. */
export function rabbitmqScript({ vhosts, queues }: RabbitmqData, members: number): string {
  const definitions = {
    vhosts: vhosts.map((name) => ({ name })),
    permissions: vhosts.map((vhost) => {
      return { user: USER, vhost, configure: ".*", write: ".*", read: ".*" };
    }),
    queues: queues.map(({ name, vhost }) => {
      const type = { "x-queue-type": "quorum" };
      return { name, vhost, durable: true, auto_delete: false, arguments: type };
    }),
  };
  return shellScript(new URL("data.sh", import.meta.url), {
    members: String(members),
    definitions: JSON.stringify(definitions, null, 2),
    otherusers: without([USER]),
    othervhosts: without(["/", ...vhosts]),
    queues: vhosts.map((vhost) => checkOf(vhost, queues)).join("\n"),
  });
}

/** Tells of queues that are not in the catalogue, and adds those of another type to what is wrong. */
function checkOf(vhost: string, queues: RabbitmqData["queues"]): string {
  const known = queues.filter((queue) => queue.vhost === vhost).map(({ name }) => name);
  return `queues ${vhost} name | ${without(known)} | kept 'queue of ${vhost}'
wrong=$wrong$(queues ${vhost} name type | ${wrongType(vhost, known)})`;
}

/** An import leaves an existing queue of that name unchanged, even one of another type. */
function wrongType(vhost: string, known: readonly string[]): string {
  const isKnown = known.map((name) => `$1 == "${name}"`).join(" || ") || "0";
  const problem = `queue " $1 " of ${vhost}: must be of type quorum, is of type " $2 "; delete it when it is empty, and update again`;
  return `awk '$2 != "quorum" && (${isKnown}) { print "${problem}" }'`;
}

/** Lines other than these; no line at all is no failure. */
function without(names: readonly string[]): string {
  if (names.length === 0) return "cat";
  return `{ grep -vxF ${names.map((name) => `-e '${name}'`).join(" ")} || true; }`;
}
