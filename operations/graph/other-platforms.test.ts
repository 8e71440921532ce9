/** Pictures of platforms other than today's: empty, drawn by chance, with text that SVG must escape. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { families } from "../../src/catalog/families.ts";
import { nodeNames } from "../../src/catalog/nodes.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { groups, outsideOfNode, overlapping } from "../../test/kit/picture.ts";
import { layOut } from "./layout.ts";
import { platformGraph } from "./model.ts";
import { platformFile } from "./svg.ts";

describe("a platform other than today's", () => {
  const row = { node: "thanos" as const, family: "osint" as const, sources: [] };

  it("may have no dependency, or nothing at all", async () => {
    const services = [resolveService({ ...row, name: "alone" })];
    const alone = await layOut(platformGraph([{ stack: "thanos", machine: "", services }]));
    expect(alone.services.map(({ id }) => id)).toEqual(["thanos/alone"]);
    const empty = await layOut(platformGraph([{ stack: "thanos", machine: "", services: [] }]));
    expect(empty.stacks).toHaveLength(1);
    expect(platformFile(empty)).toContain("0 services on 1 node, 0 dependencies");
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])("has no overlaps either, drawn by seed %i", async (seed) => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,30}$/), { maxLength: 12 });
    const platforms = fc.record({ oracle1: names, thanos: names, starlord: names });
    const family = fc.constantFrom(...families);
    const needs = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(platforms, family, needs, async (platform, special, lines) => {
        const rows = Object.entries(platform).flatMap(([stack, services]) =>
          services.map((name, index) => ({
            ...{ ...row, name, node: stack as NodeName, family: index % 3 ? row.family : special },
            ports: [{ container: 1000 + index, purpose: "http" }],
            dependsOn: [] as string[],
          })),
        );
        for (const [from, to] of lines) {
          const needed = rows[to % rows.length]?.name;
          if (needed !== undefined) rows[from % rows.length]?.dependsOn.push(needed);
        }
        const stacks = nodeNames.map((stack) => ({
          ...{ stack, machine: "" },
          services: rows.filter(({ node }) => node === stack).map((one) => resolveService(one)),
        }));
        const text = platformFile(await layOut(platformGraph(stacks)));
        expect(groups("service", text)).toHaveLength(rows.length);
        for (const name of ["stack", "group", "service"])
          expect(overlapping(name, text)).toEqual([]);
        expect(outsideOfNode(text)).toEqual([]);
      }),
      { numRuns: 3, seed },
    );
  });

  it("has its text escaped", async () => {
    const services = [resolveService({ ...row, name: `<b>"a" & 'b'</b>` })];
    const text = platformFile(
      await layOut(platformGraph([{ stack: "thanos", machine: "<i>", services }])),
    );
    expect(text).not.toMatch(/<[bi]>/);
    expect(text).toContain("&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/b&gt;");
  });
});
