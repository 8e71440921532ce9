/**
 * `bev review` on the real engine: one change at a time in a copy of this repository, and the report
 * that reviewers get. `npm run golden` rewrites the reports; this test never does.
 */
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { reviewMarkdown } from "../../cli/review/markdown.ts";
import { stackPlan } from "../../cli/review/plan.ts";
import { reviewNode } from "../../cli/review/review.ts";
import { root, run, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";

const directory = path.join(root, "test", "golden", "review");
const update = process.env["BEV_UPDATE_GOLDEN"] === "1";

const program = new LocalProgram();

async function git(...args: string[]): Promise<void> {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@bev.invalid"];
  await succeeded(run("git", [...identity, ...args], { cwd: program.directory }));
}

beforeAll(async () => {
  writeFileSync(path.join(program.directory, ".gitignore"), "node_modules\n.bev/\n");
  await git("init", "--quiet");
  await git("add", ".");
  await git("commit", "--quiet", "--message=base");
  // What all reports are held against is planned once.
  await succeeded(review("oracle1"));
});

afterAll(() => program.remove());

/** Without a backend, whatever the shell of the tests has. */
function review(...args: string[]): Promise<Run> {
  return run(process.execPath, ["cli/main.ts", "review", "--base", "HEAD", ...args], {
    cwd: program.directory,
    env: { PULUMI_BACKEND_URL: "" },
  });
}

/** A text of a file, and what it becomes. */
type Edit = [file: string, from: string, to: string];

async function changed(edits: readonly Edit[], ...args: string[]): Promise<Run> {
  try {
    for (const edit of edits) program.edit(...edit);
    return await review(...args);
  } finally {
    await git("checkout", "--quiet", "--", ".");
  }
}

function compare(name: string, report: string): void {
  const golden = path.join(directory, `${name}.md`);
  if (update) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(golden, report);
  }
  expect(existsSync(golden) ? readFileSync(golden, "utf8") : "absent").toBe(report);
}

interface Scenario {
  name: string;
  nodes: string[];
  edits: Edit[];
  /** The engine itself refuses the change. */
  refused?: true;
}

const REDIS_VOLUME =
  'volumes: [{ name: "data", path: "/data", backup: "rdb-copy" }],\n    health: REDIS_HEALTH,\n    graceSeconds: 60,\n    sources: ["003:285"';

const scenarios: Scenario[] = [
  { name: "no-change", nodes: [], edits: [] },
  {
    name: "renamed-volume",
    nodes: ["thanos"],
    edits: [["src/catalog/database.ts", REDIS_VOLUME, REDIS_VOLUME.replace('"data"', '"store"')]],
    refused: true,
  },
  {
    name: "image-bump",
    nodes: ["oracle1"],
    edits: [
      ["src/catalog/images.ts", 'tag: "11.4.0"', 'tag: "11.5.0"'],
      ["images.lock.json", "grafana-enterprise:11.4.0", "grafana-enterprise:11.5.0"],
    ],
  },
  {
    name: "port-change",
    nodes: ["starlord"],
    edits: [["src/catalog/dev.ts", "published: 8443", "published: 8444"]],
  },
  {
    name: "service-disabled",
    nodes: ["thanos"],
    edits: [
      [
        "Pulumi.thanos.yaml",
        "  bev:node:",
        "  bev:services:\n    t2v-transformers: { enabled: false }\n    weaviate: { enabled: false }\n  bev:node:",
      ],
    ],
    refused: true,
  },
  {
    name: "service-added",
    nodes: ["thanos"],
    edits: [
      [
        "Pulumi.thanos.yaml",
        "  bev:node:",
        "  bev:services:\n    zookeeper: { enabled: true }\n  bev:node:",
      ],
    ],
  },
  {
    name: "memory-limit",
    nodes: ["oracle1"],
    edits: [
      [
        "src/catalog/osint.ts",
        "resources: { cpu: 1, memory: 1536 }",
        "resources: { cpu: 1, memory: 768 }",
      ],
    ],
  },
  {
    name: "configuration-file",
    nodes: ["oracle1"],
    edits: [
      ["src/render/config/prometheus.ts", 'scrape_interval: "15s"', 'scrape_interval: "30s"'],
    ],
  },
  {
    name: "secret-added",
    nodes: ["starlord"],
    edits: [
      [
        "src/catalog/dev.ts",
        'ports: [{ container: 9418, purpose: "git" }],',
        'ports: [{ container: 9418, purpose: "git" }],\n    secrets: [{ name: "token" }],',
      ],
    ],
  },
  {
    name: "moved-to-another-node",
    nodes: ["oracle1", "thanos"],
    edits: [
      [
        "src/catalog/osint.ts",
        'name: "crypto-analyzer",\n    node: "oracle1"',
        'name: "crypto-analyzer",\n    node: "thanos"',
      ],
    ],
  },
  {
    name: "contract",
    nodes: ["oracle1", "thanos"],
    edits: [
      [
        "src/catalog/database.ts",
        'ports: [{ container: 5432, purpose: "sql" }],\n    resources: { cpu: 2',
        'ports: [{ container: 5432, published: 5442, purpose: "sql" }],\n    resources: { cpu: 2',
      ],
    ],
  },
  {
    name: "subnet",
    nodes: ["starlord"],
    edits: [["src/catalog/nodes.ts", "subnetBase: 32", "subnetBase: 48"]],
  },
];

it.each(scenarios)(
  "reports $name as its golden file says",
  async ({ name, nodes, edits, refused }) => {
    const { stdout, output, code } = await changed(edits, ...nodes);
    expect([code, output.includes("error:")]).toEqual([refused ? 1 : 0, false]);
    compare(name, stdout);
  },
);

it("reports a widened Vault path as its golden file says, from hand-made steps", async () => {
  const type = "vault:index/policy:Policy";
  const state = (policy: string) => ({
    inputs: { name: "osint-reader", policy },
    outputs: {},
    parent: "",
  });
  const metadata = {
    op: "update",
    urn: `urn:pulumi:oracle1::bev::${type}::osint-reader`,
    type,
    provider: "",
    old: state('path "secret/data/osint/*" {\n  capabilities = ["read"]\n}\n'),
    new: state('path "secret/data/*" {\n  capabilities = ["read", "list"]\n}\n'),
  };
  const root = {
    op: "same",
    urn: "urn:pulumi:oracle1::bev::pulumi:pulumi:Stack::bev-oracle1",
    type: "pulumi:pulumi:Stack",
    provider: "",
    old: { ...state(""), outputs: { contract: emptyContract } },
    new: { ...state(""), outputs: { contract: emptyContract } },
  };
  const events = [
    { sequence: 0, timestamp: 0, resourcePreEvent: { metadata } },
    { sequence: 1, timestamp: 0, resOutputsEvent: { metadata: root } },
  ] as unknown as EngineEvent[];
  const plan = stackPlan("oracle1", events, { failed: false, errors: [] });
  const capacity = { memory: 22528, cpu: 4, gpu: 0 };
  const node = await reviewNode(plan, {
    running: [],
    capacity: { before: capacity, after: capacity },
  });
  compare(
    "vault-path-widened",
    reviewMarkdown({ mode: "stateless", base: "HEAD", nodes: [node], restless: [], waivers: [] }),
  );
});

const emptyContract = { node: "oracle1", address: "100.96.197.84", endpoints: {}, verifiers: {} };
