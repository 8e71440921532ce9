/** `bev dashboards`: the dashboards with the values of now, as one file for a browser. */
import { Command } from "commander";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dashboardsPage } from "../operations/dashboards/page.ts";
import { drawDashboards, spanBefore } from "../operations/dashboards/pictures.ts";
import type { PicturedDashboard } from "../operations/dashboards/pictures.ts";
import { nodeOf } from "../operations/nodes/monitor.ts";
import { showProgress } from "../operations/progress.ts";
import { workDirectory } from "../src/lib/paths.ts";
import { millisecondsOf } from "./duration.ts";
import { deployedConfig, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

interface DashboardsOptions extends TargetOptions {
  since: string;
  output: string;
}

export function dashboardsCommand(): Command {
  return withTarget(new Command("dashboards"))
    .description("draw the dashboards with the values that Prometheus has")
    .option("--since <time>", "how far back, such as 30m, 6h or 2d", "6h")
    .option("--output <file>", "an .html file", path.join(workDirectory, "dashboards.html"))
    .action(draw);
}

async function draw({ since, output, ...where }: DashboardsOptions): Promise<void> {
  const span = spanBefore(new Date(), millisecondsOf("--since", since));
  const config = await deployedConfig(nodeOf("prometheus"), where);
  let dashboards: PicturedDashboard[] = [];
  await showProgress([
    {
      title: "Asking Prometheus",
      work: async (report) => {
        dashboards = await drawDashboards(config, span, report);
        return "Asked Prometheus";
      },
    },
  ]);
  mkdirSync(path.dirname(output), { recursive: true });
  writeFileSync(output, dashboardsPage(dashboards, span));
  const pictures = dashboards.flatMap((one) => one.pictures);
  const empty = pictures.filter(({ lines }) => lines.length === 0);
  console.log(
    `wrote ${path.relative("", output)}: ${String(dashboards.length)} dashboards, ` +
      `${String(pictures.length)} panels, ${String(empty.length)} of them without a value`,
  );
}
