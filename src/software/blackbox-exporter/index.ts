/** Blackbox exporter: the modules by which it asks services from outside, and when their answers alarm. */
import { stringify } from "yaml";
import { httpReload } from "../http-reload.ts";
import { probesOf } from "../probes.ts";
import type { Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";
import { modules } from "./modules.ts";

export const blackboxExporter: Software = {
  config: { "blackbox.yml": ({ service }) => stringify({ modules: modules(service) }) },
  reload: httpReload(9115),
  takesConfig: true,
  metrics: { purpose: "metrics", alerts, panels },
  asks: (server, product) => probesOf(server, product).map(({ port }) => port.purpose),
};
