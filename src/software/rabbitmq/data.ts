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
# Its process answers before the broker in it has started, and one member starts before another.
rabbitmqctl --quiet await_startup >/dev/null
rabbitmqctl --quiet await_online_nodes ${String(members)} >/dev/null
# From a file: from its input the command would read forever.
definitions=$(mktemp)
trap 'rm -f "$definitions"' EXIT
cat >"$definitions" <<'JSON'
${JSON.stringify(definitions, null, 2)}
JSON
rabbitmqctl --quiet import_definitions "$definitions" >/dev/null
kept() { while read -r name; do echo "kept $1, not in the catalogue: $name"; done; }
rabbitmqctl --quiet list_users --no-table-headers | cut -f 1 |
  ${without([USER])} | kept user
rabbitmqctl --quiet list_vhosts --no-table-headers name |
  ${without(["/", ...vhosts])} | kept vhost
queues() { rabbitmqctl --quiet list_queues --no-table-headers --vhost "$@"; }
wrong=
${vhosts
  .map((vhost) => {
    const known = queues.filter((queue) => queue.vhost === vhost).map(({ name }) => name);
    return `queues ${vhost} name | ${without(known)} | kept 'queue of ${vhost}'
wrong=$wrong$(queues ${vhost} name type | ${wrongType(vhost, known)})`;
  })
  .join("\n")}
[ -z "$wrong" ] || { echo "$wrong" >&2; exit 1; }
`;
}

/** An import leaves a queue as it is when one of that name exists, of whichever type. */
function wrongType(vhost: string, known: readonly string[]): string {
  const isKnown = known.map((name) => `$1 == "${name}"`).join(" || ") || "0";
  const problem = `queue " $1 " of ${vhost}: must be of type quorum, is of type " $2 "; delete it when it is empty, and update again`;
  return `awk '$2 != "quorum" && (${isKnown}) { print "${problem}" }'`;
}

/** Lines that are none of these; no line at all is no failure. */
function without(names: readonly string[]): string {
  if (names.length === 0) return "cat";
  return `{ grep -vxF ${names.map((name) => `-e '${name}'`).join(" ")} || true; }`;
}
