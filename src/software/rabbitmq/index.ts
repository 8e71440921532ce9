/** RabbitMQ: its cluster, virtual hosts and queues. */
import type { RabbitmqData } from "../../catalog/types.ts";
import { shellScript } from "../../lib/shell-script.ts";
import type { DataContext, Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";
import { backup } from "./backup.ts";
import { rabbitmqEnvironment } from "./cluster.ts";
import { brokerConfig, peersConfig, PLUGINS } from "./config.ts";
import { rabbitmqScript } from "./data.ts";

export const rabbitmq: Software = {
  config: {
    "rabbitmq.conf": brokerConfig,
    "peers.conf": peersConfig,
    enabled_plugins: () => PLUGINS,
  },
  data: (objects: RabbitmqData, { members }: DataContext) => rabbitmqScript(objects, members),
  backup,
  cluster: rabbitmqEnvironment,
  /**
   * It takes its first user's password from the file only while it has no users, and `change_password`
   * reads none from its input: the broker itself is told to look.
   */
  reload: shellScript(new URL("reload.sh", import.meta.url)).trim(),
  atStart: [".erlang.cookie"],
  metrics: { purpose: "metrics", alerts, panels },
  tls: "amqp",
};
