/** Prometheus' jobs for probes: the blackbox exporter of its node asks, and the labels are the asked service's. */
import { askedBy } from "../blackbox-exporter/modules.ts";
import type { Asked } from "../blackbox-exporter/modules.ts";
import { PROBE_JOB } from "../probes.ts";
import type { ConfigContext } from "../software.ts";
import { labelsOf } from "./targets.ts";

type Context = Pick<ConfigContext, "services" | "others" | "addressOf" | "endpoint" | "softwareOf">;

/** None where no such exporter runs on the node. */
export function probeJobs({ services, others, addressOf, endpoint, softwareOf }: Context) {
  const exporter = services.find(({ image }) => image.software === "blackbox-exporter");
  if (!exporter) return [];
  const all = [...services, ...others].filter(({ enabled }) => enabled);
  const byModule = Map.groupBy(askedBy(exporter, all, softwareOf), ({ module }) => module);
  return [...byModule]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, asked]) => ({
      job_name: `${PROBE_JOB}${module}`,
      scrape_interval: "30s",
      metrics_path: "/probe",
      params: { module: [module] },
      relabel_configs: [
        { source_labels: ["__address__"], target_label: "__param_target" },
        { source_labels: ["__param_target"], target_label: "instance" },
        { target_label: "__address__", replacement: endpoint(exporter.name) },
      ],
      static_configs: asked.map((one) => ({
        targets: [targetOf(one)],
        labels: labelsOf(one.service),
      })),
    }));

  /** As the exporter reaches it. */
  function targetOf({ service: { name, node }, probe: { port, path, tls } }: Asked): string {
    const address =
      node === exporter?.node
        ? `${name}:${String(port.container)}`
        : `${addressOf(node)}:${String(port.external)}`;
    return path === undefined ? address : `${tls ? "https" : "http"}://${address}${path}`;
  }
}
