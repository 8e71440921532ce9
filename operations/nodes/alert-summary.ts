/** What fires, in one line: how many of each severity, how many are quiet, and whether anybody is told. */
import { severities } from "../../src/catalog/severities.ts";
import { reasonOf } from "../../src/lib/faults.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { askManager, findAlerts } from "./alerts.ts";
import type { Alerts, ReceiverState } from "./alerts.ts";

/** Never fails: where no Alertmanager can be asked, it says so. */
export async function alertSummary(
  configOf: (node: string) => Promise<StackConfig>,
): Promise<string> {
  let why = "";
  try {
    const text = await askManager(
      configOf,
      async (manager) => summaryText(await findAlerts(manager), manager.receivers),
      (line) => {
        why = `; ${line}`;
      },
    );
    return text + why;
  } catch (error) {
    return `not known: ${reasonOf(error)}`;
  }
}

export function summaryText(
  { firing, isWatched }: Alerts,
  receivers: readonly ReceiverState[],
): string {
  const loud = firing.filter(({ quiet }) => quiet === undefined);
  const counts = severities.flatMap((severity) => {
    const count = loud.filter((one) => one.severity === severity).length;
    return count > 0 ? [`${String(count)} ${severity}`] : [];
  });
  const isTold = receivers.some(({ missing }) => missing === undefined);
  const quiet = firing.length - loud.length;
  return [
    counts.join(", ") || "none",
    ...(quiet > 0 ? [`${String(quiet)} quiet`] : []),
    ...(isWatched ? [] : ["Prometheus sends none"]),
    ...(isTold ? [] : [`nobody is told, for ${whyNobody(receivers)}`]),
  ].join("; ");
}

function whyNobody(receivers: readonly ReceiverState[]): string {
  if (receivers.length === 0) return "bev:alerts has no receiver";
  const missing = receivers.flatMap((one) => one.missing ?? []);
  return `no receiver has its secret: npx bev secrets set ${missing[0] ?? ""}`;
}
