/** What THANOS has published changes the plan of ORACLE1: on the real engine, with THANOS' state on a file backend. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { nodes } from "../../src/catalog/nodes.ts";
import type { Contract } from "../../src/stack/contracts/contract.ts";
import { settleBase } from "../../operations/review/base.ts";
import type { NodeReview } from "../../operations/review/review.ts";
import { contractWith } from "../kit/deployed-stack.ts";
import { answered, run, succeeded } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { newNodes } from "../kit/new-nodes.ts";

const program = new LocalProgram();
const backend = mkdtempSync(path.join(os.tmpdir(), "bev-backend-"));
const shell = {
  PULUMI_BACKEND_URL: `file://${backend}`,
  PULUMI_CONFIG_PASSPHRASE: "test",
  // No plan asks Tailscale.
  TAILSCALE_API_KEY: "tskey-api-test",
};
const options = { cwd: program.directory, env: shell };
/** ORACLE1 is planned several times, until its state is what an update would leave. */
const SETTLE_MS = 180_000;

afterAll(() => {
  program.remove();
  rmSync(backend, { recursive: true, force: true });
});

beforeAll(async () => {
  program.configure("oracle1", ["bev:tailnet", "operators"], ["operator@bev.invalid"]);
  await program.commit();
  for (const name of ["oracle1", "thanos"])
    await succeeded(run("pulumi", ["stack", "init", name, "--non-interactive"], options));
  await publish(contract);
  await settleBase(
    { project: program.directory, environment: shell },
    ["oracle1"],
    () => undefined,
  );
}, SETTLE_MS);

const THANOS = nodes.thanos.address;

const contract = contractWith("thanos");
/** As an update that moves PostgreSQL publishes it. */
const moved = { ...contract, endpoints: { ...contract.endpoints, postgres: { sql: 5442 } } };

/** The state of the contract's stack as an update leaves it, as far as other stacks see. */
async function publish(published: Contract): Promise<void> {
  const { node } = published;
  const file = path.join(program.directory, "state.json");
  const stack = ["--stack", node, "--non-interactive"];
  const { stdout } = await answered(run("pulumi", ["stack", "export", ...stack], options));
  const exported = JSON.parse(stdout) as { deployment: { resources?: object[] } };
  const type = "pulumi:pulumi:Stack";
  const urn = `urn:pulumi:${node}::bev::${type}::bev-${node}`;
  exported.deployment.resources = [{ urn, type, custom: false, outputs: { contract: published } }];
  writeFileSync(file, JSON.stringify(exported));
  await answered(run("pulumi", ["stack", "import", "--file", file, ...stack], options));
}

/** The plan of ORACLE1 against the backend, as data. */
async function plan(): Promise<NodeReview> {
  const args = ["cli/main.ts", "review", "--base", "HEAD", "--json", "oracle1"];
  const env = { ...shell, ...program.environment };
  const { stdout, output } = await run(process.execPath, args, { ...options, env });
  try {
    return (JSON.parse(stdout) as { nodes: [NodeReview] }).nodes[0];
  } catch {
    throw new Error(output);
  }
}

function fileIn({ files }: NodeReview, name: string): string {
  return files.find(({ file }) => file === name)?.diff ?? `no ${name}`;
}

/** By machine and port: what is let through no more, or anew. */
function access(planned: NodeReview, change: "gained" | "lost"): string[] {
  const grants = planned.access[change].filter(({ subject }) => subject.includes("oracle1"));
  return grants.map(({ object, right }) => `${object} ${right}`);
}

describe("disabling gpu-exporter on THANOS", () => {
  it("takes its target and its grant out of the plan", async () => {
    await publish(contractWith("thanos", { "gpu-exporter": { enabled: false } }));
    const planned = await plan();
    expect([planned.errors, planned.waits]).toEqual([[], []]);
    expect(fileIn(planned, "prometheus/prometheus.yml")).toContain(`-          - ${THANOS}:9400`);
    expect([access(planned, "lost"), access(planned, "gained")]).toEqual([
      ["tag:thanos tcp:9400"],
      [],
    ]);
  });
});

describe("moving the port of PostgreSQL on THANOS", () => {
  beforeAll(() => {
    const ports = [{ container: 5432, published: 5442, purpose: "sql" }];
    program.change({ rows: { postgres: { ports } } });
  });
  afterAll(() => program.change());

  it("changes nothing before THANOS is updated, and the plan says what it waits for", async () => {
    await publish(contract);
    const { waits, errors, files, access, items } = await plan();
    expect(waits).toEqual([
      "thanos/postgres/ports/sql: must be published as 5442, as its row says, is published as 5432; " +
        "run npx bev up thanos, then npx bev up oracle1",
    ]);
    expect({ errors, files, access, items }).toEqual({
      ...{ errors: [], files: [], access: { gained: [], lost: [] } },
      items: { replaced: [], deleted: [], changed: [], created: [] },
    });
  });

  it("then changes the replica's subscription and the grants", async () => {
    await publish(moved);
    const planned = await plan();
    expect([planned.errors, planned.waits]).toEqual([[], []]);
    const subscription = fileIn(planned, "postgres-replica-data/script");
    expect(subscription).toMatch(new RegExp(`^-.*host=${THANOS} port=5432`, "m"));
    expect(subscription).toMatch(new RegExp(`^\\+.*host=${THANOS} port=5442`, "m"));
    expect([access(planned, "lost"), access(planned, "gained")]).toEqual([
      ["tag:thanos tcp:5432"],
      ["tag:thanos tcp:5442"],
    ]);
  });
});

describe("moving a service of the graphics card to another node", () => {
  const SERVICE = "t2v-transformers";
  const ADDRESS = "100.122.12.60";

  beforeAll(async () => {
    const added = newNodes(program.directory, [
      { name: "thanos2", like: "thanos", address: ADDRESS, subnetBase: 112 },
    ]);
    const looksAt = (node: "oracle1" | "thanos") => ({
      references: [...nodes[node].references, { to: "thanos2", kind: "soft", why: SERVICE }],
    });
    program.change({
      ...added,
      nodes: { oracle1: looksAt("oracle1"), thanos: looksAt("thanos") },
      rows: { [SERVICE]: { node: "thanos2" } },
    });
    await succeeded(run("pulumi", ["stack", "init", "thanos2", "--non-interactive"], options));
    await publish(contractWith("thanos", { [SERVICE]: { enabled: false } }));
    // On another port than its row's: what has been published counts.
    const endpoints = { [SERVICE]: { http: 8093 } };
    await publish({
      ...contract,
      node: "thanos2",
      address: ADDRESS,
      endpoints,
      services: { [SERVICE]: true },
    });
  });
  afterAll(() => program.change());

  it("has its client on THANOS ask it there", async () => {
    const env = { ...shell, ...program.environment };
    const args = ["preview", "--stack", "thanos", "--json", "--non-interactive"];
    const { stdout } = await answered(run("pulumi", args, { ...options, env }));
    expect(stdout).toContain(`TRANSFORMERS_INFERENCE_API=http://${ADDRESS}:8093`);
  });

  it("has the probe of ORACLE1 and its grant follow", async () => {
    const planned = await plan();
    expect(planned.errors).toEqual([]);
    const probes = fileIn(planned, "prometheus/prometheus.yml");
    expect(probes).toContain(`-          - http://${THANOS}:8083/.well-known/live`);
    expect(probes).toContain(`+          - http://${ADDRESS}:8093/.well-known/live`);
    expect(access(planned, "gained")).toContain("tag:thanos2 tcp:8093");
    expect(access(planned, "lost")).toContain("tag:thanos tcp:8083");
  });
});

it("refuses a contract with another machine's address", async () => {
  await publish({ ...contract, address: nodes.starlord.address });
  const { failed, errors } = await plan();
  const lie =
    `thanos/contract/address: must be "${THANOS}" as the node table says, is published as ` +
    `"${nodes.starlord.address}"; set it in src/catalog/nodes.ts, or set bev:peers.thanos`;
  expect([failed, errors]).toEqual([true, [lie]]);
});
