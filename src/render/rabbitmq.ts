/** A RabbitMQ cluster: members that know each other by name and share one Erlang cookie. */
import type { Service } from "../catalog/resolve.ts";
import { SECRETS_PATH } from "./container.ts";

/** The members with the environment that points the broker at its cookie and its first user. */
export function rabbitmqMembers(members: readonly Service[]): Service[] {
  return members.map((member) => ({
    ...member,
    env: {
      ...member.env,
      // Erlang looks for its cookie in the home folder, and nowhere else.
      HOME: SECRETS_PATH,
      RABBITMQ_CONFIG_FILES: `${SECRETS_PATH}/user.conf`,
      RABBITMQ_NODENAME: `rabbit@${member.name}`,
    },
  }));
}
