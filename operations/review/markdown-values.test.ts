/** Whatever a change calls things: a reader of GitHub's Markdown finds its values in code, whole, and nothing live. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { COMMAND, CONTAINER, NETWORK, VOLUME } from "../../src/lib/resources.ts";
import { reviewMarkdown } from "./markdown.ts";
import type { Review } from "./markdown.ts";
import type { PlannedResource } from "./plan.ts";
import { reviewNode } from "./review.ts";
import { cell, code, htmlCode, whole } from "./text.ts";

interface Node {
  type: string;
  value?: string;
  children?: Node[];
}

function nodesOf(markdown: string): Node[] {
  const flat = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(flat)];
  const extensions = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };
  return flat(fromMarkdown(markdown, extensions));
}

/** What stands in code, as the change has it. */
function valuesIn(nodes: readonly Node[]): string[] {
  const spans = nodes.flatMap(({ type, value = "" }) => (type === "inlineCode" ? [value] : []));
  return spans.map(meant);
}

function meant(shown: string): string {
  return shown.startsWith('"') ? (JSON.parse(shown) as string) : shown;
}

const KNOWN = new Set([
  ...["root", "heading", "paragraph", "list", "listItem", "table", "tableRow", "tableCell"],
  ...["text", "strong", "inlineCode", "code", "html"],
]);
const LIVE = /[@#<>[\]!*_~$\\|]|:\/\/|www\.|GH-|[0-9a-f]{7}/i;
const HTML = /^(<details><summary>[\w ()]*(<code>[^<]*<\/code>)?<\/summary>|<\/details>)$/;

function expectDead(markdown: string): Node[] {
  const nodes = nodesOf(markdown);
  expect(nodes.map(({ type }) => type).filter((type) => !KNOWN.has(type))).toEqual([]);
  const saying = (type: string) => nodes.filter((one) => one.type === type);
  expect(saying("text").filter(({ value = "" }) => LIVE.test(value))).toEqual([]);
  expect(saying("html").filter(({ value = "" }) => !HTML.test(value))).toEqual([]);
  for (const { children = [] } of saying("table")) {
    const widths = children.map((row) => row.children?.length);
    expect(new Set(widths).size).toBe(1);
  }
  return nodes;
}

const fragments = fc.constantFrom(
  ...["@octocat", "@team/x", "#1", "GH-1", "o/r#2", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
  ...["https://e.example", "www.e.example", "me@e.example", "[x](https://e.example)", "![x](y)"],
  ...["[x]: https://e.example", "[^1]", "<img src=x>", "<!--", "-->", "</details>", "</code>"],
  ...["</summary>", "&lt;", "&#64;", "`", "``", "```", "~~~", "|", "\\", "\\|", "| --- |", "$"],
  ...["\n", "\n\n", "\r", "\t", " ", "\u0000", "\u001b[31m", "\u202e", "\u2066", "\u2028"],
  ...["\u200b", "\ufeff", "\ud800", '"', "*", "_", "# ", "- [ ] ", "> ", "1. ", "---", "é", "😀"],
);
const value = fc.oneof(
  // Never so long that it is shortened.
  fc.array(fragments, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", minLength: 1, maxLength: 30 }),
);

it.each([
  ["code", code],
  ["whole", whole],
  ["cell", cell],
] as const)("%s keeps a value alone on its line", (_name, shown) => {
  fc.assert(
    fc.property(value, (text) => {
      const nodes = expectDead(`- ${shown(text)}: x`);
      expect(valuesIn(nodes)).toEqual([text]);
    }),
    { numRuns: 300 },
  );
});

it("keeps a value in a cell of a table, and the cells beside it", () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      const nodes = expectDead(`| x | y |\n| --- | --- |\n| ${cell(a)} | ${cell(b)} |`);
      expect(valuesIn(nodes)).toEqual([a, b]);
    }),
    { numRuns: 300 },
  );
});

it("keeps a value in HTML", () => {
  fc.assert(
    fc.property(value, (text) => {
      const html = htmlCode(text);
      expect(html).toMatch(/^<code>[^<\p{Cc}\p{Cf}]*<\/code>$/u);
      const inside = html.slice("<code>".length, -"</code>".length);
      expect(meant(inside.replaceAll("&lt;", "<").replaceAll("&amp;", "&"))).toBe(text);
    }),
  );
});

/** A change in which everything has a name of the reader's worst day. */
async function reviewOf(names: readonly string[]): Promise<Review> {
  let next = 0;
  const any = (): string => names[next++ % names.length] ?? "";
  const resource = (
    type: string,
    action: PlannedResource["action"],
    before?: Record<string, unknown>,
    after?: Record<string, unknown>,
  ): PlannedResource => {
    const facts = (inputs: Record<string, unknown>) => ({
      ...{ inputs, parent: "", isProtected: true, isRetained: true },
    });
    const name = any();
    return {
      ...{ urn: `${type}::${String(next)}`, type, name, action },
      ...(before && { before: facts(before) }),
      ...(after && { after: facts(after) }),
    };
  };
  const container = () => ({
    name: any(),
    image: any(),
    command: [any(), any()],
    labels: [{ label: "bev.service", value: any() }],
    mounts: [{ source: "v", target: any() }],
    networksAdvanced: [{ name: any(), aliases: [any()] }],
    ports: [{ internal: 1, external: 2, ip: any(), protocol: any() }],
    tmpfs: { [any()]: any() },
    [any()]: any(),
  });
  const resources = [
    resource(CONTAINER, "replaced", container(), { ...container(), mounts: [] }),
    resource(CONTAINER, "created", undefined, container()),
    resource(VOLUME, "same", { name: "v" }),
    resource(VOLUME, "replaced", { name: any() }, { name: any() }),
    resource(NETWORK, "changed", { name: any() }, { name: any() }),
    resource(`${any()}:index:${any()}`, "changed", { text: any() }, { text: `${any()}\n` }),
    resource(COMMAND, "created", undefined, { create: "apply", stdin: any() }),
  ];
  const violation = (mandatory: boolean) => ({
    ...{ policy: any(), message: any(), mandatory, resource: any() },
  });
  const contract = [{ what: any(), before: any(), consumers: [{ name: any(), node: any() }] }];
  const capacity = { memory: 1, cpu: 1, gpu: 1 };
  const reviewed = await reviewNode(
    {
      stack: any(),
      resources,
      outputs: { before: {}, after: { waits: [any()] } },
      violations: [violation(true), violation(false)],
      errors: [`${any()}\n${any()}`],
      failed: true,
      isComplete: true,
    },
    { running: [], capacity: { before: capacity, after: capacity } },
  );
  return {
    mode: "stateless",
    base: any(),
    nodes: [{ ...reviewed, contract }],
    restless: [any()],
    waivers: [
      { ...{ service: any(), rule: any(), reason: any(), owner: any(), expires: any() } },
    ] as Review["waivers"],
  };
}

it.each([
  "/srv/git @octocat <img src=x> [x](https://e.example)",
  "/srv/git`@octocat`",
  "/srv/git\n\n# @octocat",
  "/srv/git|@octocat|",
  "/srv/\u202egit</details>#1",
])("shows %j as the place of data at risk, in code", async (place) => {
  const review = await reviewOf([place]);
  expect(review.nodes[0]?.dataAtRisk.join()).toContain(`its data was at ${code(place)}`);
  expect(valuesIn(expectDead(reviewMarkdown(review)))).toContain(place);
});

it("has nothing live in a whole report, whatever the change calls things", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 7, maxLength: 23 }), async (names) => {
      expectDead(reviewMarkdown(await reviewOf(names)));
    }),
    { numRuns: 60 },
  );
});

it("has nothing live in it where it is cut, and is never longer than a comment may be", async () => {
  const limit = fc.integer({ min: 1000, max: 3000 });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 7 }), limit, async (names, most) => {
      const text = reviewMarkdown(await reviewOf(names), most);
      expectDead(text);
      expect(text.length).toBeLessThanOrEqual(most);
    }),
    { numRuns: 30 },
  );
});

it("has each value of a change in a report, to be read back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 7, maxLength: 7 }), async (names) => {
      const review = await reviewOf(names);
      const [node] = review.nodes;
      const values = valuesIn(nodesOf(reviewMarkdown(review)));
      const [waiver] = review.waivers;
      const expected = [
        ...[review.base, review.restless[0], node?.node, node?.contract?.[0]?.what],
        ...[waiver?.service, waiver?.rule, waiver?.reason, waiver?.owner, waiver?.expires],
        ...(node?.violations ?? []).flatMap(({ policy, resource }) => [policy, resource]),
        ...Object.values(node?.items ?? {}).flatMap((items) => items.map(({ owner }) => owner)),
      ];
      expect(expected.filter((one) => !values.includes(one ?? ""))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
