/** VictoriaLogs: the store of all logs. Its row has its settings, which are arguments. */
import type { Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";

export const victoriaLogs: Software = {
  metrics: { purpose: "http", alerts, panels },
};
