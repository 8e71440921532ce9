/**
 * The picture's style sheet. Each colour is written twice, because not every SVG renderer knows CSS
 * variables.
 */
import { fonts } from "./boxes.ts";
import { familyMarks } from "./families.ts";

interface Theme {
  background: string;
  stack: string;
  stackEdge: string;
  group: string;
  box: string;
  boxEdge: string;
  text: string;
  muted: string;
  near: string;
  far: string;
}

const light: Theme = {
  background: "#ffffff",
  stack: "#f3f5f8",
  stackEdge: "#aab3bf",
  group: "#e6eaf0",
  box: "#ffffff",
  boxEdge: "#c3cad4",
  text: "#1b2129",
  muted: "#556070",
  near: "#6b7787",
  far: "#b8500f",
};

const dark: Theme = {
  background: "#0d1117",
  stack: "#141a22",
  stackEdge: "#4a5462",
  group: "#1d252f",
  box: "#29323e",
  boxEdge: "#46515f",
  text: "#eef2f7",
  muted: "#a5b0be",
  near: "#8e9aa9",
  far: "#f39a4e",
};

const MONOSPACED = `ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace`;

const common = `text { font-family: ${MONOSPACED}; font-size: ${String(fonts.detail)}px; }
.title { font-size: ${String(fonts.title)}px; font-weight: 700; }
.stack-name { font-size: ${String(fonts.stack)}px; font-weight: 700; }
.summary, .legend-text, .group-name { font-size: ${String(fonts.group)}px; }
.name { font-size: ${String(fonts.name)}px; font-weight: 600; }
.code { font-size: ${String(fonts.code)}px; font-weight: 700; fill: #ffffff; text-anchor: middle; }
.badge-text, .label-text { text-anchor: middle; font-weight: 600; }
.line { fill: none; stroke-width: 1.4; stroke-linejoin: round; }
.far .line { stroke-width: 2; stroke-dasharray: 7 4; }
${Object.entries(familyMarks)
  .map(([family, { colour }]) => `.${family} .stripe { fill: ${colour}; }`)
  .join("\n")}
`;

export const styles = `${common}${themed(light)}@media (prefers-color-scheme: dark) {
${themed(dark)}}
`;

function themed(theme: Theme): string {
  return `.background { fill: ${theme.background}; }
.stack .frame { fill: ${theme.stack}; stroke: ${theme.stackEdge}; stroke-width: 1.5; }
.group .frame { fill: ${theme.group}; }
.box { fill: ${theme.box}; stroke: ${theme.boxEdge}; }
.title, .stack-name, .name, .badge-text, .legend-text, .group-name { fill: ${theme.text}; }
.detail, .summary { fill: ${theme.muted}; }
.badge { fill: none; stroke: ${theme.text}; }
.near .line { stroke: ${theme.near}; }
.arrow.near { fill: ${theme.near}; }
.far .line { stroke: ${theme.far}; }
.arrow.far, .label-text { fill: ${theme.far}; }
.label { fill: ${theme.background}; stroke: ${theme.far}; }
`;
}
