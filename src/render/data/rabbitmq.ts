import type { RabbitmqData } from "../../catalog/types.ts";

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
  return `set -eu
rabbitmqctl --quiet await_online_nodes ${String(members)} >/dev/null
rabbitmqctl --quiet import_definitions >/dev/null <<'JSON'
${JSON.stringify(definitions, null, 2)}
JSON
kept() { while read -r name; do echo "kept $1, not in the catalogue: $name"; done; }
rabbitmqctl --quiet list_vhosts --no-table-headers name |
  ${without(["/", ...vhosts])} | kept vhost
${vhosts
  .map((vhost) => {
    const known = queues.filter((queue) => queue.vhost === vhost).map(({ name }) => name);
    return `rabbitmqctl --quiet list_queues --vhost ${vhost} --no-table-headers name |
  ${without(known)} | kept 'queue of ${vhost}'`;
  })
  .join("\n")}
`;
}

/** Lines that are none of these; no line at all is no failure. */
function without(names: readonly string[]): string {
  if (names.length === 0) return "cat";
  return `{ grep -vxF ${names.map((name) => `-e '${name}'`).join(" ")} || true; }`;
}
