/** Alertmanager: its routes. */
import { stringify } from "yaml";
import { httpReload } from "../http-reload.ts";
import type { ConfigRenderer, Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";
import { inhibitRules } from "./inhibition.ts";
import { receivers, route } from "./routes.ts";

const routes: ConfigRenderer = ({ services, others }) =>
  stringify({
    route: route(),
    inhibit_rules: inhibitRules([...services, ...others].filter(({ enabled }) => enabled)),
    receivers: receivers(),
  });

export const alertmanager: Software = {
  config: { "alertmanager.yml": routes },
  reload: httpReload(9093),
  takesConfig: true,
  metrics: { purpose: "http", alerts, panels },
};
