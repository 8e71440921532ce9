/** The dashboards: for alerts, BEV's own services, all nodes, and one for each node and family that has metrics. */
import { KEPT, runbookOf } from "../metrics.ts";
import type { Panel, RuleSet } from "../metrics.ts";
import { ruleSets } from "../prometheus/rules.ts";
import { targetsOf } from "../prometheus/targets.ts";
import type { Target } from "../prometheus/targets.ts";
import type { ConfigContext } from "../software.ts";

export interface Dashboard {
  /** The name of its file. */
  id: string;
  title: string;
  panels: ShownPanel[];
}

export interface ShownPanel extends Panel {
  /** What its values mean, and what to do about them. */
  runbook: string;
  /** The series that it has; absent: all. */
  only?: Selection;
}

export interface Selection {
  label: "node" | "family";
  value: string;
}

type Context = Pick<ConfigContext, "service" | "services" | "others" | "addressOf" | "softwareOf">;

export function dashboardsOf(context: Context): Dashboard[] {
  const sets = ruleSets(context);
  const targets = targetsOf(context);
  return [
    {
      id: "alerts",
      title: "Alerts, targets and objectives",
      panels: ["platform", "slo"].flatMap((name) => panelsOf(name, sets)),
    },
    // These two by the names that the documents give them (001:737-771).
    {
      id: "ai-assistant-overview",
      title: "BEV AI Assistant Platform Overview",
      panels: panelsOf("bev", sets),
    },
    {
      id: "multi-node-health",
      title: "Multi-Node Infrastructure Health",
      panels: ["node-exporter", "blackbox-exporter", "gpu-exporter"].flatMap((name) =>
        panelsOf(name, sets),
      ),
    },
    ...dashboardsBy("node", targets, sets),
    ...dashboardsBy("family", targets, sets),
  ];
}

function panelsOf(name: string, sets: Readonly<Record<string, RuleSet>>): ShownPanel[] {
  return (sets[name]?.panels ?? []).map((panel) => ({ ...panel, runbook: runbookOf(name) }));
}

/** One for each value of the label: who answers, and what its products show. */
function dashboardsBy(
  label: Selection["label"],
  targets: readonly Target[],
  sets: Readonly<Record<string, RuleSet>>,
): Dashboard[] {
  const values = [...new Set(targets.map(({ labels }) => labels[label]))].sort();
  return values.map((value) => {
    const own = targets.filter(({ labels }) => labels[label] === value);
    const products = [...new Set(own.map(({ product }) => product))].sort();
    const panels = [ANSWERING, ...products.flatMap((product) => panelsOf(product, sets))];
    return {
      id: `${label}-${value}`,
      title: `${label === "node" ? "Node" : "Family"} ${value}`,
      panels: panels.map((panel) => ({ ...panel, only: { label, value } })),
    };
  });
}

const ANSWERING: ShownPanel = {
  title: "Services that answer",
  unit: "count",
  series: { "{{node}}/{{service}}": `max ${KEPT} (up)` },
  runbook: runbookOf("platform", "TargetDown"),
};
