import { describe, expect, it } from "@jest/globals";
import { LIMIT, reviewMarkdown } from "./markdown.ts";
import type { Review } from "./markdown.ts";
import type { Item, NodeReview } from "./review.ts";

function node(changes: Partial<NodeReview> = {}): NodeReview {
  return {
    node: "thanos",
    errors: [],
    failed: false,
    dataAtRisk: [],
    items: { replaced: [], deleted: [], changed: [], created: [] },
    interruption: [],
    access: { gained: [], lost: [] },
    capacity: [],
    files: [],
    violations: [],
    contract: [],
    waits: [],
    ...changes,
  };
}

function review(...nodes: NodeReview[]): Review {
  return { mode: "stateless", base: "main", nodes, restless: [], waivers: [] };
}

function created(count: number): NodeReview["items"] {
  const item = (index: number): Item => ({
    owner: `service-${String(index)}`,
    kind: "container",
    name: "c",
    details: ["image `a`"],
  });
  const items = Array.from({ length: count }, (_, index) => item(index));
  return { replaced: [], deleted: [], changed: [], created: items };
}

const waiver = {
  service: "tor",
  rule: "read-only",
  reason: "it writes its keys",
  owner: "ops",
  expires: "2027-01-01",
};

describe("without any change", () => {
  it("is three lines, whatever waivers there are", () => {
    const text = reviewMarkdown({ ...review(node()), waivers: [waiver] });
    expect(text.split("\n")).toHaveLength(4);
    expect(text.split("\n")[0]).toMatch(/^Mode: stateless /);
  });

  it("is longer when a policy is violated", () => {
    const violations = [{ policy: "p", message: "m", mandatory: false }];
    expect(reviewMarkdown(review(node({ violations })))).toContain("### Policy violations");
  });

  it("is longer when not even the base is at rest", () => {
    const text = reviewMarkdown({ ...review(node()), restless: ["urn:a"] });
    expect(text).toContain("changes these at every preview (1)</summary>\n\n- `urn:a`\n");
  });

  it("is longer when the node waits for another one", () => {
    expect(reviewMarkdown(review(node({ waits: ["thanos/postgres: m"] })))).toContain(
      "### Waits for other nodes\n\n- `thanos/postgres: m`\n",
    );
  });

  it("is longer when nobody can know the contract", () => {
    expect(reviewMarkdown(review(node({ contract: undefined })))).toContain("cannot be known");
  });
});

it("names the mode in its first line", () => {
  const text = reviewMarkdown({ ...review(node({ failed: true })), mode: "live" });
  expect(text.split("\n")[0]).toMatch(/^Mode: live /);
});

it("has data at risk before all else of its node", () => {
  const changes = {
    dataAtRisk: ["`redis`: gone"],
    items: created(1),
    errors: ["no"],
    failed: true,
  };
  const headings = reviewMarkdown(review(node(changes))).match(/^##.*$/gm);
  expect(headings).toEqual(["## `thanos`", "### Data at risk", "### Refused", "### Created"]);
});

it("has mandatory violations before advisory ones", () => {
  const violations = [
    { policy: "advice", message: "m", mandatory: false },
    { policy: "law", message: "found x, expected y; fix z", mandatory: true, resource: "redis" },
  ];
  const text = reviewMarkdown(review(node({ violations })));
  expect(text.match(/^- .*$/gm)).toEqual([
    "- **mandatory** `law` at `redis`: `found x, expected y; fix z`",
    "- advisory `advice`: `m`",
  ]);
});

it("shows the waivers, folded", () => {
  const text = reviewMarkdown({ ...review(node({ items: created(1) })), waivers: [waiver] });
  expect(text).toContain("<details><summary>Active waivers (1)</summary>");
  expect(text).toContain(
    "- `tor` from `read-only` until `2027-01-01`: `it writes its keys` (`ops`)",
  );
});

describe("of a change that is too large", () => {
  const files = [{ file: "nginx/default.conf", diff: "+line\n".repeat(5000) }];
  const large = [
    node({ items: created(3000), files }),
    node({ node: "starlord", dataAtRisk: ["`redis`: gone"], items: created(3000) }),
  ];
  const text = reviewMarkdown(review(...large));

  it("is as long as a comment may be, and no longer", () => {
    expect(text.length).toBeLessThanOrEqual(LIMIT);
    expect(text.length).toBeGreaterThan(LIMIT - 500);
  });

  it("keeps what matters most, of every node", () => {
    expect(text).toContain("`redis`: gone");
    expect(text).not.toContain("default.conf");
  });

  it("says how many lines are missing", () => {
    const shown = text.match(/^- `service-/gm)?.length ?? 0;
    const left = Number(/^(\d+) lines were left out/m.exec(text)?.[1]);
    // Blank lines and headings of lists that do not fit count as well.
    expect(left - (6000 - shown) - 5002).toBeGreaterThanOrEqual(0);
    expect(left - (6000 - shown) - 5002).toBeLessThanOrEqual(3);
  });
});

it("shows a file that has markup as text", () => {
  const files = [{ file: "</summary>.md", diff: "+```\n+@team \u202e\n" }];
  const text = reviewMarkdown(review(node({ files })));
  expect(text).toContain("````diff\n+```\n+@team \\u202e\n````");
  expect(text).toContain("<summary>Rendered file <code>&lt;/summary>.md</code></summary>");
});

it("shows each line of what the engine said", () => {
  const errors = ["see <img src=x> @team\nand `this`"];
  const text = reviewMarkdown(review(node({ errors, failed: true })));
  expect(text).toContain("- `see <img src=x> @team`\n  `` and `this` ``\n");
});
