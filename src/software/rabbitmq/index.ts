import type { RabbitmqData } from "../../catalog/types.ts";
import type { DataContext, Software } from "../software.ts";
import { rabbitmqEnvironment } from "./cluster.ts";
import { brokerConfig, PLUGINS } from "./config.ts";
import { rabbitmqScript } from "./data.ts";

export const rabbitmq: Software = {
  config: { "rabbitmq.conf": brokerConfig, enabled_plugins: () => PLUGINS },
  data: (objects: RabbitmqData, { members }: DataContext) => rabbitmqScript(objects, members),
  cluster: rabbitmqEnvironment,
};
