/**
 * How large a box must be for its text. No font is at hand to measure with: the picture names
 * monospaced fonts, of which none advances by more than ADVANCE, so a text's width is that times its
 * characters.
 */
import type { GraphService, GraphStack } from "./model.ts";
import { servicesOf } from "./model.ts";

export interface Box {
  width: number;
  height: number;
}

/** In em. DejaVu Sans Mono, the widest of them, has 0.602. */
const ADVANCE = 0.61;

/** In pixels. */
export const fonts = { name: 12, detail: 10.5, code: 11, group: 12, stack: 20, title: 24 };

/** Room around what stands in a frame; its title stands in the room at the top. */
export const frames = {
  picture: { top: 8, side: 24 },
  stack: { top: 58, side: 18 },
  group: { top: 30, side: 10 },
  block: { top: 0, side: 0 },
};

/** The coloured edge of a box, with the family's code. */
export const STRIPE = 26;

const padding = { left: STRIPE + 8, right: 9, top: 8, bottom: 8 };
const lineHeight = { name: 16, detail: 14 };
const badge = { height: 14, padding: 5, gap: 8 };

/** Ports of a service that has many go on in the next line. */
const DETAIL_CHARACTERS = 26;

export function textWidth(text: string, fontSize: number): number {
  return text.length * fontSize * ADVANCE;
}

export function nameText({ name, count }: GraphService): string {
  return count === 1 ? name : `${name} x${String(count)}`;
}

export function gpuText({ gpu }: GraphService): string | undefined {
  return gpu === undefined ? undefined : `GPU ${String(gpu)}`;
}

/** What stands below the name. */
export function detailLines({ ports, behind }: GraphService): string[] {
  const parts = behind === undefined ? ports : [...ports, `behind ${behind}`];
  const lines: string[] = [];
  for (const part of parts) {
    const longer = lines.length > 0 ? `${lines.at(-1) ?? ""}, ${part}` : "";
    if (longer && longer.length <= DETAIL_CHARACTERS) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

/** All boxes are as wide as the widest must be, so that they stand in columns. */
export function serviceWidth(stacks: readonly GraphStack[]): number {
  return Math.ceil(Math.max(0, ...stacks.flatMap(servicesOf).map(neededWidth)));
}

/** Every box has room for one line below the name. */
export function serviceHeight(service: GraphService): number {
  const lines = Math.max(1, detailLines(service).length);
  return padding.top + lineHeight.name + lines * lineHeight.detail + padding.bottom;
}

/** Size of the port number on a line. */
export function labelSize(text: string): Box {
  return { width: textWidth(text, fonts.detail) + 10, height: 16 };
}

/** Where the text of a box stands, from its upper left corner; y is the baseline. */
export const textPlaces = {
  name: { x: padding.left, y: padding.top + 12 },
  detail: (line: number) => ({
    x: padding.left,
    y: padding.top + lineHeight.name + 10 + line * lineHeight.detail,
  }),
};

/** Beside the first line below the name, at the right edge. */
export function badgePlace(text: string, boxWidth: number): Box & { x: number; y: number } {
  const width = textWidth(text, fonts.detail) + 2 * badge.padding;
  const y = padding.top + lineHeight.name + 1;
  return { x: boxWidth - padding.right - width, y, width, height: badge.height };
}

function neededWidth(service: GraphService): number {
  const [first = "", ...others] = detailLines(service);
  const gpu = gpuText(service);
  const besides = gpu === undefined ? 0 : badge.gap + badgePlace(gpu, 0).width;
  const rows = [
    textWidth(nameText(service), fonts.name),
    textWidth(first, fonts.detail) + besides,
    ...others.map((line) => textWidth(line, fonts.detail)),
  ];
  return padding.left + Math.max(...rows) + padding.right;
}
