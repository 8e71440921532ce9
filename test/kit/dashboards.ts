/** What a page of `bev dashboards` shows. */
import { readFileSync } from "node:fs";
import type { PicturedDashboard, Span } from "../../operations/dashboards/pictures.ts";

interface PageData extends Span {
  dashboards: PicturedDashboard[];
}

/** What a page holds for its script. */
export function dataOf(html: string): PageData {
  const [, data = ""] = /<script id="data"[^>]*>(.*?)<\/script>/.exec(html) ?? [];
  return JSON.parse(data) as PageData;
}

/** Titles of the panels without a line and without a word on it, each once. */
export function emptyPanels(page: string): string[] {
  const { dashboards } = dataOf(readFileSync(page, "utf8"));
  const empty = dashboards.flatMap(({ pictures }) =>
    pictures.filter(({ lines, empty: reason }) => lines.length === 0 && reason === undefined),
  );
  return [...new Set(empty.map(({ title }) => title))];
}
