/** What a page of `bev dashboards` shows. */
import { readFileSync } from "node:fs";
import type { PicturedDashboard } from "../../operations/dashboards/pictures.ts";

/** Titles of the panels without a line, each once. */
export function emptyPanels(page: string): string[] {
  const [, data = ""] =
    /<script id="data"[^>]*>(.*?)<\/script>/.exec(readFileSync(page, "utf8")) ?? [];
  const { dashboards } = JSON.parse(data) as { dashboards: PicturedDashboard[] };
  const empty = dashboards.flatMap(({ pictures }) =>
    pictures.filter(({ lines }) => lines.length === 0),
  );
  return [...new Set(empty.map(({ title }) => title))];
}
