/** The dashboards as one HTML file that works offline, with the values of one moment. */
import { readFileSync } from "node:fs";
import { offlinePage } from "../offline-page.ts";
import type { PicturedDashboard, Span } from "./pictures.ts";

export function dashboardsPage(dashboards: readonly PicturedDashboard[], span: Span): string {
  const from = utc(span.times[0] ?? 0);
  const until = utc(span.times.at(-1) ?? 0);
  return offlinePage({
    title: "Dashboards of the BEV platform",
    styles: `${read("uplot/dist/uPlot.min.css")}
${STYLES}`,
    body: `<header>
<h1>BEV platform</h1>
<label for="dashboard">Dashboard</label>
<select id="dashboard"></select>
<p>${from} to ${until} UTC</p>
</header>
<main id="panels"></main>
<script>
${read("uplot/dist/uPlot.iife.min.js")}
</script>
<script id="data" type="application/json">${json({ ...span, dashboards })}</script>
<script>
${readFileSync(new URL("page-script.js", import.meta.url), "utf8")}</script>
`,
  });
}

function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
}

function read(file: string): string {
  return readFileSync(new URL(`../../node_modules/${file}`, import.meta.url), "utf8").trim();
}

/** What a label holds must not end the script that holds it. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

const STYLES = `:root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; --ink: #1b2129; --faint: #556070; --line: #d5dae1; --page: #f4f6f8; --panel: #ffffff; }
@media (prefers-color-scheme: dark) {
:root { --ink: #eef2f7; --faint: #a5b0be; --line: #333c48; --page: #0d1117; --panel: #161b22; }
}
body { margin: 0; background: var(--page); color: var(--ink); }
header { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; padding: 8px 16px; background: var(--panel); border-bottom: 1px solid var(--line); }
h1 { font-size: 16px; margin: 0; }
h2 { font-size: 14px; margin: 0 0 8px; font-weight: 600; }
select { font: inherit; padding: 4px 8px; }
p { margin: 0; color: var(--faint); }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(560px, 100%), 1fr)); gap: 16px; padding: 16px; }
section { min-width: 0; padding: 12px 16px; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
section p { font-size: 12px; }
.empty { padding: 48px 0; text-align: center; }
.u-legend { font-size: 12px; text-align: left; max-height: 7.5em; overflow: auto; }
.u-legend .u-marker { border-radius: 2px; }
`;
