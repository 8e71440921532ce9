/** Reads a picture of the platform back from its SVG text. */
import type { Rectangle } from "../../operations/graph/drawing.ts";

/** Values of an attribute, in the order of the text. */
export function attributes(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(` ${name}="([^"]*)"`, "g"))].map(([, value = ""]) => value);
}

/** Of each group of that class: what identifies it, its box, and its whole text. */
export function groups(
  className: string,
  svg: string,
): { id: string; box: Rectangle; text: string }[] {
  return [...svg.matchAll(new RegExp(`<g class="${className}\\b[^]*?</g>`, "g"))].map(([text]) => {
    const id = attributes(text, `data-${className}`)[0] ?? />([^<]*)<\/text>/.exec(text)?.[1] ?? "";
    return { id, box: rectangleOf(text), text };
  });
}

/** The first one of the text. */
export function rectangleOf(text: string): Rectangle {
  const [x = NaN, y = NaN, width = NaN, height = NaN] = ["x", "y", "width", "height"].map((name) =>
    Number(attributes(text, name)[0]),
  );
  return { x, y, width, height };
}

export function overlaps(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

export function contains(outer: Rectangle, inner: Rectangle): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

export function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other): [T, T] => [one, other]));
}

export function overlapping(className: string, svg: string): string[] {
  return pairs(groups(className, svg))
    .filter(([one, other]) => overlaps(one.box, other.box))
    .map(([one, other]) => `${one.id} and ${other.id}`);
}

export function outsideOfNode(svg: string): string[] {
  const stacks = new Map(groups("stack", svg).map(({ id, box }) => [id, box]));
  return groups("service", svg)
    .filter(({ id, box }) => {
      const stack = stacks.get(id.split("/")[0] ?? "");
      return !stack || !contains(stack, box);
    })
    .map(({ id }) => id);
}
