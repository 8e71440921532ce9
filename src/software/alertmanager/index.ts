/** Alertmanager: its routes. */
import { stringify } from "yaml";
import { httpReload } from "../http-reload.ts";
import type { ConfigRenderer, Software } from "../software.ts";

/** One receiver that keeps alerts in the user interface; others need credentials. */
const routes: ConfigRenderer = () =>
  stringify({
    route: { receiver: "none", group_by: ["alertname", "node"] },
    receivers: [{ name: "none" }],
  });

export const alertmanager: Software = {
  config: { "alertmanager.yml": routes },
  reload: httpReload(9093),
  takesConfig: true,
};
