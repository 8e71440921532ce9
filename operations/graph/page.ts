/** The picture as one HTML file that works offline, with search, zoom and the lines of a chosen service. */
import { readFileSync } from "node:fs";
import { offlinePage } from "../offline-page.ts";
import type { Drawing } from "./drawing.ts";
import { platformSvg } from "./svg.ts";

export function platformPage(drawing: Drawing): string {
  return offlinePage({
    title: "The BEV platform",
    styles: STYLES,
    body: `<form role="search">
<label for="search">Find a service</label>
<input id="search" type="search" placeholder="name, family or port" autocomplete="off" spellcheck="false">
<button type="button" data-zoom="in" aria-label="Zoom in">+</button>
<button type="button" data-zoom="out" aria-label="Zoom out">&minus;</button>
<button type="button" data-zoom="all">Whole picture</button>
<output id="status" for="search" aria-live="polite">${HINT}</output>
</form>
<main>
${platformSvg(drawing)}</main>
<script>
${SCRIPT}</script>
`,
  });
}

const SCRIPT = readFileSync(new URL("page-script.js", import.meta.url), "utf8");

const HINT =
  "Point at a service, or reach it with Tab, to see its lines. Drag to move, turn the wheel to zoom; keys: + - 0 and arrows.";

const STYLES = `:root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; background: #ffffff; color: #1b2129; }
form { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; padding: 8px 16px; border-bottom: 1px solid #aab3bf; }
input, button { font: inherit; padding: 4px 10px; }
input { width: 16em; }
output { flex: 1 1 24em; color: #556070; }
main { flex: 1; min-height: 0; }
main svg { display: block; width: 100%; height: 100%; cursor: grab; touch-action: none; }
main svg.moving { cursor: grabbing; }
.service { cursor: pointer; outline: none; }
.service:focus-visible .box, .service.chosen .box { stroke: #1b2129; stroke-width: 2.5; }
.dimmed { opacity: 0.25; }
.dependency.chosen .line { stroke-width: 3; }
@media (prefers-color-scheme: dark) {
body { background: #0d1117; color: #eef2f7; }
form { border-color: #4a5462; }
output { color: #a5b0be; }
.service:focus-visible .box, .service.chosen .box { stroke: #eef2f7; }
}
`;
