/**
 * The picture of the platform, read back from the SVG text: complete, without overlaps, the same in
 * every run, and what docs/ has.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import { platformPage } from "./page.ts";
import { platformFile } from "./svg.ts";
import { findService } from "../../src/rules/dependencies.ts";
import { root } from "../../test/kit/engine.ts";
import {
  attributes,
  contains,
  groups,
  outsideOfNode,
  overlapping,
  overlaps,
  pairs,
  rectangleOf,
} from "../../test/kit/picture.ts";
import { platformDrawing } from "./platform.ts";

let svg: string;
let page: string;

beforeAll(async () => {
  const drawing = await platformDrawing();
  svg = platformFile(drawing);
  page = platformPage(drawing);
});

const enabled = catalog.map((row) => resolveService(row)).filter((one) => one.enabled);
const ids = enabled.map(({ node, name }) => `${node}/${name}`);

function neededBy(service: Service): string[] {
  const endpoints = Object.values(service.env).flatMap((value) =>
    typeof value === "object" && "endpoint" in value ? [value.endpoint] : [],
  );
  const { dependsOn, primaries = [] } = service;
  return [...new Set([...dependsOn, ...endpoints, ...primaries])].map((name) => {
    const needed = findService(enabled, service, name);
    return `${service.node}/${service.name} -> ${needed?.node ?? ""}/${needed?.name ?? ""}`;
  });
}

describe("the picture", () => {
  it("has every enabled service once", () => {
    expect(ids.length).toBeGreaterThan(70);
    expect(attributes(svg, "data-service").sort()).toEqual([...ids].sort());
  });

  it("has every dependency of an enabled service once", () => {
    const expected = enabled.flatMap(neededBy);
    expect(expected.length).toBeGreaterThan(15);
    const [from, to] = [attributes(svg, "data-from"), attributes(svg, "data-to")];
    const found = from.map((one, index) => `${one} -> ${to[index] ?? ""}`);
    expect(found.sort()).toEqual(expected.sort());
  });

  it.each(["stack", "group", "service"])("has no two boxes of a %s that overlap", (className) => {
    expect(groups(className, svg).length).toBeGreaterThan(2);
    expect(overlapping(className, svg)).toEqual([]);
  });

  it("has every service inside the box of its node", () => {
    expect(outsideOfNode(svg)).toEqual([]);
  });

  it("has no service half inside a family's box", () => {
    const families = groups("group", svg).map(({ box }) => box);
    const astride = groups("service", svg).filter(({ box }) =>
      families.some((family) => overlaps(family, box) && !contains(family, box)),
    );
    expect(astride.map(({ id }) => id)).toEqual([]);
  });

  it("has everything within its own borders", () => {
    const [, , width = 0, height = 0] = (attributes(svg, "viewBox")[0] ?? "")
      .split(" ")
      .map(Number);
    const offset = Number(/translate\(0 (\d+)\)/.exec(svg)?.[1]);
    const picture = { x: 0, y: 0, width, height };
    const outside = groups("stack", svg).filter(
      ({ box }) => !contains(picture, { ...box, y: box.y + offset }),
    );
    expect(outside.map(({ id }) => id)).toEqual([]);
  });

  it("begins each line at the box that needs and ends it at the box that is needed", () => {
    const boxes = new Map(groups("service", svg).map(({ id, box }) => [id, box]));
    const touches = (id: string | undefined, [x = NaN, y = NaN]: number[]) => {
      const box = boxes.get(id ?? "");
      const near = box && {
        x: box.x - 1,
        y: box.y - 1,
        width: box.width + 2,
        height: box.height + 2,
      };
      return near !== undefined && contains(near, { x, y, width: 0, height: 0 });
    };
    const loose = groups("dependency", svg).filter(({ text }) => {
      const numbers = (/ d="M([^"]*)"/.exec(text)?.[1] ?? "").split(" ").map(Number);
      const [from] = attributes(text, "data-from");
      const [to] = attributes(text, "data-to");
      return !touches(from, numbers.slice(0, 2)) || !touches(to, numbers.slice(-2));
    });
    expect(loose.map(({ text }) => text)).toEqual([]);
  });

  it("leads no line through a service", () => {
    const services = groups("service", svg);
    const crossings = groups("dependency", svg).flatMap(({ text }) => {
      const numbers = (/ d="M([^"]*)"/.exec(text)?.[1] ?? "").split(" ").map(Number);
      const points = numbers.flatMap((x, index) =>
        index % 2 === 0 ? [{ x, y: numbers[index + 1] ?? NaN }] : [],
      );
      return points.slice(1).flatMap((point, index) => {
        const before = points[index] ?? point;
        const segment = {
          x: Math.min(before.x, point.x),
          y: Math.min(before.y, point.y),
          width: Math.abs(before.x - point.x),
          height: Math.abs(before.y - point.y),
        };
        return services
          .filter(({ box }) => overlaps(segment, box))
          .map(({ id }) => `${attributes(text, "data-from")[0] ?? ""} crosses ${id}`);
      });
    });
    expect(crossings).toEqual([]);
  });

  it("tells lines between nodes apart, and names their ports", () => {
    const lines = groups("dependency", svg);
    const far = lines.filter(({ text }) => {
      const [from = "", to = ""] = [
        attributes(text, "data-from")[0],
        attributes(text, "data-to")[0],
      ];
      return from.split("/")[0] !== to.split("/")[0];
    });
    expect(far.length).toBeGreaterThan(0);
    expect(lines.filter(({ text }) => text.includes('class="dependency far"'))).toEqual(far);
    expect(far.filter(({ text }) => !/label-text[^>]*>\d+ \w+</.test(text))).toEqual([]);
  });

  /** DejaVu Sans Mono, the widest of the fonts that the picture names: 1233 of 2048 units. */
  const ADVANCE = 1233 / 2048;
  const SIZES: Record<string, number> = { name: 12, detail: 10.5 };

  it("has all text of a service inside its box", () => {
    const outside = groups("service", svg).flatMap(({ id, box, text }) =>
      [...text.matchAll(/<text class="(name|detail)" x="([\d.]+)" y="([\d.]+)">([^<]*)</g)]
        .filter(([, kind = "", x, y, content = ""]) => {
          const size = SIZES[kind] ?? NaN;
          const width = content.length * size * ADVANCE;
          const glyphs = { x: Number(x), y: Number(y) - size, width, height: size * 1.25 };
          return !contains(box, glyphs);
        })
        .map(([, , , , content]) => `${id}: ${content ?? ""}`),
    );
    expect(outside).toEqual([]);
    expect(svg).toContain(`.name { font-size: ${String(SIZES["name"])}px`);
    expect(svg).toMatch(new RegExp(`\ntext {[^}]* font-size: ${String(SIZES["detail"])}px`));
  });

  it("writes no port of a line over a service or another port", () => {
    const labels = [...svg.matchAll(/<rect class="label"[^>]*>/g)].map(([text]) =>
      rectangleOf(text),
    );
    expect(labels.length).toBeGreaterThan(0);
    const boxes = groups("service", svg).map(({ box }) => box);
    expect(labels.filter((label) => boxes.some((box) => overlaps(label, box)))).toEqual([]);
    expect(pairs(labels).filter(([one, other]) => overlaps(one, other))).toEqual([]);
  });

  it("names families by a code and a word, not by colour alone", () => {
    const codes = new Map<string, Set<string>>();
    for (const { text } of groups("service", svg)) {
      const family = /class="service ([\w-]+)"/.exec(text)?.[1] ?? "";
      const code = /class="code"[^>]*>(\w+)</.exec(text)?.[1] ?? "";
      codes.set(family, (codes.get(family) ?? new Set()).add(code));
    }
    const all = [...codes.values()].flatMap((set) => [...set]);
    expect(all).toHaveLength(codes.size);
    expect(new Set(all).size).toBe(codes.size);
    const legend = svg.slice(svg.indexOf('class="legend"'), svg.indexOf("<g transform"));
    expect([...codes.keys()].filter((family) => !legend.includes(`>${family}<`))).toEqual([]);
  });

  it("is the same in another run", async () => {
    expect(platformFile(await platformDrawing())).toBe(svg);
  });

  it("is what docs/platform.svg holds; npx bev docs writes it", () => {
    expect(readFileSync(path.join(root, "docs", "platform.svg"), "utf8")).toBe(svg);
  });
});

describe("the page", () => {
  it("asks nothing of the network", () => {
    expect(page).not.toMatch(/https?:|\/\/\w|@import|\bsrc=|<link|fetch\(/);
    expect(page).toContain(`content="default-src 'none'; `);
    expect(attributes(page, "data-service").sort()).toEqual([...ids].sort());
  });

  it("runs a script that parses", () => {
    const [, script = ""] = /<script>([^]*)<\/script>/.exec(page) ?? [];
    expect(() => new vm.Script(script)).not.toThrow();
    expect(script).toContain('getElementById("search")');
  });
});
