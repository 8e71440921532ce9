/** A client that writes rows with a token each, and says of which server each was acknowledged. */

export interface Write {
  token: string;
  node: string;
  /** When the server began it, and when its client knew of the commit, in seconds. */
  at: number;
  acknowledged: number;
}

export const TABLE = `create table if not exists writes (id bigserial primary key, token text unique, at timestamptz default clock_timestamp())`;
/** What tells one server from the other. */
export const SYSTEM = "select system_identifier from pg_control_system()";

/**
 * For bash: writes to the host $1 and port $2 under tokens that begin with $3 until /tmp/stop is there, with a connection for each,
 * and prints each that was acknowledged.
 */
export const WRITER = `n=0
while [ ! -e /tmp/stop ]; do
  n=$((n + 1))
  said=$(PGCONNECT_TIMEOUT=2 timeout 4 psql "host=$1 port=$2 user=researcher dbname=osint sslmode=require" -qAtX -F ' ' -c \\
    "insert into writes (token) values ('$3-$n') returning (${SYSTEM}), extract(epoch from at)" \\
    2>/dev/null) && [ -n "$said" ] && echo "$3-$n $said $(date +%s.%N)"
  sleep 0.05
done`;

/** @param system the identifier of THANOS' server */
export function writesOf(printed: string, system: string): Write[] {
  return printed
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [token = "", by = "", at = "", acknowledged = ""] = line.split(" ");
      const node = by === system ? "thanos" : "oracle1";
      return { token, node, at: Number(at), acknowledged: Number(acknowledged) };
    });
}

/** When each server took writes, in their order: none began one before the former's last was acknowledged. */
export interface Turns {
  before: Write[];
  during: Write[];
  after: Write[];
}

/** @param returned when the way back began, in seconds */
export function turnsOf(writes: readonly Write[], returned: number): Turns {
  const onThanos = writes.filter(({ node }) => node === "thanos");
  return {
    before: onThanos.filter(({ acknowledged }) => acknowledged < returned),
    during: writes.filter(({ node }) => node === "oracle1"),
    after: onThanos.filter(({ acknowledged }) => acknowledged >= returned),
  };
}

export const lastAcknowledged = (some: readonly Write[]): number =>
  Math.max(...some.map(({ acknowledged }) => acknowledged));
export const firstBegun = (some: readonly Write[]): number => Math.min(...some.map(({ at }) => at));
