/** The picture of the platform as SVG, for light and dark surroundings. */
import { families } from "../../src/catalog/families.ts";
import type { Family } from "../../src/catalog/families.ts";
import {
  badgePlace,
  detailLines,
  fonts,
  frames,
  gpuText,
  nameText,
  STRIPE,
  textPlaces,
  textWidth,
} from "./boxes.ts";
import type { Drawing, Placed, Point, Rectangle, Route } from "./drawing.ts";
import { familyMarks } from "./families.ts";
import { escaped } from "./markup.ts";
import type { FamilyGroup, GraphService, GraphStack } from "./model.ts";
import { servicesOf } from "./model.ts";
import { styles } from "./styles.ts";

/** A file of its own, for a browser, an editor or a page that shows it as an image. */
export function platformFile(drawing: Drawing): string {
  return platformSvg(drawing).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ');
}

/** For HTML, where the namespace is implied. */
export function platformSvg(drawing: Drawing): string {
  const legend = legendOf(drawing);
  const [width, height] = [Math.ceil(drawing.width), Math.ceil(drawing.height + legend.height)];
  return `<svg class="platform" viewBox="0 0 ${String(width)} ${String(height)}" role="graphics-document" aria-labelledby="platform-title platform-description">
<title id="platform-title">The BEV platform</title>
<desc id="platform-description">${escaped(summaryOf(drawing))}. Each box is a service with its published ports, each line leads from a service to one that it needs.</desc>
<style>
${styles}</style>
<defs>
${arrow("near")}
${arrow("far")}
</defs>
<rect class="background" width="${String(width)}" height="${String(height)}"/>
${legend.text}
<g transform="translate(0 ${String(legend.height)})">
${[
  ...drawing.stacks.map(stackText),
  ...drawing.groups.map(groupText),
  ...drawing.dependencies.map(routeText),
  ...drawing.services.map((service) => serviceText(service, drawing)),
].join("\n")}
</g>
</svg>
`;
}

function summaryOf({ services, stacks, dependencies }: Drawing): string {
  const crossing = dependencies.filter(({ crossStack }) => crossStack).length;
  const all = `${counted(services.length, "service")} on ${counted(stacks.length, "node")}`;
  const needs = counted(dependencies.length, "dependency", "dependencies");
  return `${all}, ${needs}, ${String(crossing)} of them between nodes`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

function arrow(kind: "near" | "far"): string {
  return (
    `<marker id="arrow-${kind}" class="arrow ${kind}" viewBox="0 0 8 8" refX="7" refY="4" ` +
    `markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.5 8 4 0 7.5z"/></marker>`
  );
}

function stackText(stack: Placed<GraphStack>): string {
  const { name, machine, at } = stack;
  const x = at.x + frames.stack.side;
  const about = [counted(servicesOf(stack).length, "service"), machine].filter(Boolean).join(", ");
  return `<g class="stack" data-stack="${escaped(name)}">
<rect class="frame" ${area(at)} rx="10"/>
${text("stack-name", { x, y: at.y + 28 }, name.toUpperCase())}
${text("detail", { x, y: at.y + 46 }, about)}
</g>`;
}

function groupText({ family, services, at }: Placed<FamilyGroup>): string {
  const place = { x: at.x + frames.group.side, y: at.y + 19 };
  return `<g class="group">
<rect class="frame" ${area(at)} rx="7"/>
${text("group-name", place, `${family} (${String(services.length)})`)}
</g>`;
}

function serviceText(service: Placed<GraphService>, drawing: Drawing): string {
  const { id, family, at } = service;
  const within = (place: Point): Point => ({ x: at.x + place.x, y: at.y + place.y });
  const { code } = familyMarks[family];
  const about = describe(service, drawing);
  return `<g class="service ${family}" data-service="${escaped(id)}" tabindex="0" role="graphics-symbol" aria-label="${escaped(about)}">
<title>${escaped(about)}</title>
<rect class="box" ${area(at)} rx="5"/>
<path class="stripe" d="${stripe(at)}"/>
${text("code", within({ x: STRIPE / 2, y: at.height / 2 + 4 }), code)}
${[
  text("name", within(textPlaces.name), nameText(service)),
  ...detailLines(service).map((line, index) =>
    text("detail", within(textPlaces.detail(index)), line),
  ),
  ...badge(service),
].join("\n")}
</g>`;
}

function badge(service: Placed<GraphService>): string[] {
  const gpu = gpuText(service);
  if (gpu === undefined) return [];
  const { at } = service;
  const place = badgePlace(gpu, at.width);
  const [x, y] = [at.x + place.x, at.y + place.y];
  return [
    `<rect class="badge" ${area({ ...place, x, y })} rx="4"/>`,
    text("badge-text", { x: x + place.width / 2, y: y + 10.5 }, gpu),
  ];
}

/** Rounded where the box is. */
function stripe({ x, y, height }: Rectangle): string {
  const radius = 5;
  const side = String(STRIPE - radius);
  return (
    `M${number(x + STRIPE)} ${number(y)}h-${side}a5 5 0 0 0-5 5v${number(height - 2 * radius)}` +
    `a5 5 0 0 0 5 5h${side}z`
  );
}

function describe(service: GraphService, { dependencies }: Drawing): string {
  const { id, name, stack, family, ports, gpu, behind } = service;
  const needs = dependencies.filter(({ from }) => from === id).map(({ to }) => to);
  const neededBy = dependencies.filter(({ to }) => to === id).map(({ from }) => from);
  return [
    `${name} on ${stack}, ${family}`,
    ports.length > 0 ? `ports ${ports.join(", ")}` : "no published port",
    ...(behind === undefined ? [] : [`behind ${behind}`]),
    ...(gpu === undefined ? [] : [`GPU units ${String(gpu)}`]),
    ...(needs.length > 0 ? [`needs ${needs.join(", ")}`] : []),
    ...(neededBy.length > 0 ? [`needed by ${neededBy.join(", ")}`] : []),
  ].join("; ");
}

function routeText(route: Route): string {
  const { from, to, crossStack, port, points, label } = route;
  const kind = crossStack ? "far" : "near";
  const about = `${from} needs ${to}${port === undefined ? "" : ` at ${port}`}`;
  const path = points.map(({ x, y }) => `${number(x)} ${number(y)}`).join(" ");
  return `<g class="dependency ${kind}" data-from="${escaped(from)}" data-to="${escaped(to)}">
<title>${escaped(about)}</title>
<path class="line" d="M${path}" marker-end="url(#arrow-${kind})"/>${label && port !== undefined ? `\n${labelText(label, port)}` : ""}
</g>`;
}

function labelText(at: Rectangle, port: string): string {
  const place = { x: at.x + at.width / 2, y: at.y + at.height / 2 + 3.5 };
  return `<rect class="label" ${area(at)} rx="${number(at.height / 2)}"/>\n${text("label-text", place, port)}`;
}

const SWATCH = { height: 20, gap: 24, row: 30 };

/** Title, numbers, families by code and colour, and what the lines mean. */
function legendOf(drawing: Drawing): { text: string; height: number } {
  const shown = new Set(drawing.services.map(({ family }) => family));
  const entries = [
    ...families.filter((family) => shown.has(family)).map(familyEntry),
    lineEntry("near", "needs, on the same node"),
    lineEntry("far", "needs, on another node, at the port"),
    ...(drawing.services.some(({ gpu }) => gpu !== undefined) ? [gpuEntry()] : []),
  ];
  const left = frames.picture.side;
  const place = { x: left, y: 66 };
  const placed = entries.map(({ width, draw }) => {
    if (place.x > left && place.x + width > drawing.width - left) {
      place.x = left;
      place.y += SWATCH.row;
    }
    const drawn = draw({ ...place });
    place.x += width + SWATCH.gap;
    return drawn;
  });
  const title = [
    text("title", { x: left, y: 42 }, "The BEV platform"),
    text("summary", { x: left + 270, y: 42 }, summaryOf(drawing)),
  ];
  return {
    text: `<g class="legend">\n${[...title, ...placed].join("\n")}\n</g>`,
    height: place.y + SWATCH.row,
  };
}

interface Entry {
  width: number;
  draw: (at: Point) => string;
}

function familyEntry(family: Family): Entry {
  const at = (x: number, y: number) => ({ x, y, width: STRIPE, height: SWATCH.height });
  return {
    width: STRIPE + 8 + textWidth(family, fonts.group),
    draw: ({ x, y }) =>
      `<g class="${family}"><rect class="stripe" ${area(at(x, y))} rx="4"/>` +
      text("code", { x: x + STRIPE / 2, y: y + 14 }, familyMarks[family].code) +
      `${text("legend-text", { x: x + STRIPE + 8, y: y + 14 }, family)}</g>`,
  };
}

function lineEntry(kind: "near" | "far", meaning: string): Entry {
  const LENGTH = 46;
  return {
    width: LENGTH + 8 + textWidth(meaning, fonts.group),
    draw: ({ x, y }) =>
      `<g class="${kind}"><path class="line" d="M${number(x)} ${number(y + 10)} ${number(x + LENGTH)} ${number(y + 10)}" ` +
      `marker-end="url(#arrow-${kind})"/>${text("legend-text", { x: x + LENGTH + 8, y: y + 14 }, meaning)}</g>`,
  };
}

function gpuEntry(): Entry {
  const meaning = "units of the graphics card, 1 GB of VRAM each";
  const WIDTH = 40;
  return {
    width: WIDTH + 8 + textWidth(meaning, fonts.group),
    draw: ({ x, y }) =>
      `<rect class="badge" ${area({ x, y: y + 3, width: WIDTH, height: 14 })} rx="4"/>` +
      text("badge-text", { x: x + WIDTH / 2, y: y + 13.5 }, "GPU n") +
      text("legend-text", { x: x + WIDTH + 8, y: y + 14 }, meaning),
  };
}

function text(className: string, { x, y }: Point, content: string): string {
  return `<text class="${className}" x="${number(x)}" y="${number(y)}">${escaped(content)}</text>`;
}

function area({ x, y, width, height }: Rectangle): string {
  return `x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
}

/** Tenths of a pixel. */
function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}
