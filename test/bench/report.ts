/** Figures and ratios of a run, as lines of text. */
import type { Usage } from "./processes.ts";
import { variants } from "./previews.ts";
import type { Updates } from "./updates.ts";
import type { Previews, Variant } from "./previews.ts";

const COLUMNS = ["clock s", "processor s", "MiB"];

export function previewsText(title: string, { resources, usages }: Previews): string {
  const rows = variants.map((variant) => [variant, ...figures(usages[variant])]);
  return [
    `${title}: ${String(resources)} resources of plugins, medians of ${String(usages.flat.length)}`,
    ...aligned([["", ...COLUMNS], ...rows]),
    ...ratios(usages),
    ...variants.map((variant) => `  ${variant}: ${shares(usages[variant])}`),
  ].join("\n");
}

/** How many times the processor seconds of the smaller one the larger one takes. */
export function growthText(smaller: Previews, larger: Previews): string {
  const ratioOf = (variant: Variant): string =>
    ratio(cpuOf(larger.usages[variant]), cpuOf(smaller.usages[variant]));
  return `growth: ${variants.map((variant) => `${variant} ${ratioOf(variant)} x`).join(", ")}`;
}

export function updatesText({ containers, up, compose, drift }: Updates): string {
  const figure = (seconds: number): string => `${seconds.toFixed(1)} s`;
  return [
    `${String(containers)} containers, by the clock: bev up ${figure(up)}, docker-compose ${figure(compose)}, bev drift ${figure(drift)}`,
    `ratio: bev up / docker-compose ${ratio(up, compose)}`,
  ].join("\n");
}

/** All in processor seconds, then by the clock. */
function ratios(usages: Previews["usages"]): string[] {
  const of = (value: (usages: readonly Usage[]) => number): string => {
    const [flat, flatJudged, program, judged] = variants.map((variant) =>
      value(usages[variant]),
    ) as [...[number, number, number, number]];
    return (
      `program / flat ${ratio(program, flat)}, packs / flat ${ratio(judged - program, flat)}, ` +
      `program with packs / flat with packs ${ratio(judged, flatJudged)}`
    );
  };
  return [`ratios, processor: ${of(cpuOf)}`, `ratios, clock: ${of(secondsOf)}`];
}

function figures(usages: readonly Usage[]): string[] {
  return [
    secondsOf(usages).toFixed(2),
    cpuOf(usages).toFixed(2),
    median(usages.map(({ memory }) => memory)).toFixed(0),
  ];
}

/** Processor seconds by kind of process. */
function shares(usages: readonly Usage[]): string {
  const kinds = [...new Set(usages.flatMap(({ cpuOf: one }) => Object.keys(one)))].sort();
  return kinds
    .map((kind) => `${kind} ${median(usages.map(({ cpuOf: one }) => one[kind] ?? 0)).toFixed(2)}`)
    .join(", ");
}

function secondsOf(usages: readonly Usage[]): number {
  return median(usages.map(({ seconds }) => seconds));
}

function cpuOf(usages: readonly Usage[]): number {
  return median(usages.map(({ cpu }) => cpu));
}

export function ratio(one: number, other: number): string {
  return (one / other).toFixed(2);
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

export function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}
