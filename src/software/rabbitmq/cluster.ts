/** The environment that makes RabbitMQ nodes one cluster. */
import type { Service } from "../../catalog/resolve.ts";
import { SECRETS_PATH } from "../../lib/names.ts";

/** Members know each other by name and share one Erlang cookie. */
export function rabbitmqEnvironment({ name }: Service): Record<string, string> {
  return {
    // Erlang looks for its cookie in the home folder, and nowhere else.
    HOME: SECRETS_PATH,
    RABBITMQ_CONFIG_FILES: `${SECRETS_PATH}/user.conf`,
    RABBITMQ_NODENAME: `rabbit@${name}`,
  };
}
