/** Alertmanager: its routes and receivers. */
import { stringify } from "yaml";
import { httpReload } from "../http-reload.ts";
import type { ConfigRenderer, Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";
import { inhibitRules } from "./inhibition.ts";
import { activeReceivers, receivers, receiversBySecret } from "./receivers.ts";
import { route } from "./routes.ts";

const routes: ConfigRenderer = ({ service, services, others, receivers: all = {} }) => {
  const active = activeReceivers(service, all);
  return stringify({
    route: route(active, service),
    inhibit_rules: inhibitRules(
      service,
      [...services, ...others].filter(({ enabled }) => enabled),
    ),
    receivers: receivers(active),
  });
};

export const alertmanager: Software = {
  config: { "alertmanager.yml": routes },
  reload: httpReload(9093),
  takesConfig: true,
  needs: ({ receivers: all = {} }) => receiversBySecret(all),
  metrics: { purpose: "http", alerts, panels },
};
