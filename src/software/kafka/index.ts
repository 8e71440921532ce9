import type { KafkaData } from "../../catalog/types.ts";
import type { Software } from "../software.ts";
import { kafkaEnvironment } from "./cluster.ts";
import { kafkaScript } from "./data.ts";

export const kafka: Software = {
  data: (objects: KafkaData) => kafkaScript(objects),
  cluster: kafkaEnvironment,
};
