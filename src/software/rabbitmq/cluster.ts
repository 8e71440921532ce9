/** The environment that makes RabbitMQ nodes one cluster. */
import type { Service } from "../../catalog/resolve.ts";
import { SECRETS_PATH } from "../../lib/names.ts";
import type { Cluster } from "../software.ts";

/** It has a first user, and where there are others, their names: until those answer, a new member waits for minutes. */
const USER = `${SECRETS_PATH}/user.conf`;
/** user.conf there and peers.conf in /etc/rabbitmq: an alternative of such a pattern has no slash in it. */
const USER_AND_PEERS = "/{run,etc}/{secrets,rabbitmq}/{user,peers}.conf";

/** Members know each other by name and share one Erlang cookie. */
export function rabbitmqEnvironment(
  { name }: Service,
  { members }: Pick<Cluster, "members">,
): Record<string, string> {
  return {
    // Erlang looks for its cookie in the home folder, and nowhere else.
    HOME: SECRETS_PATH,
    RABBITMQ_CONFIG_FILES: members.length > 1 ? USER_AND_PEERS : USER,
    RABBITMQ_NODENAME: `rabbit@${name}`,
  };
}
