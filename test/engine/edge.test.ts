/** Edge regions on the real engine: enabled by one command each, planned with all packs, and disabled again. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { regionNames } from "../../src/catalog/regions.ts";
import { answered, run, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";

const program = new LocalProgram();
afterAll(() => program.remove());

/** None of a lab that is up beside this. */
const addressOf = (index: number) => `100.64.20.${String(index + 1)}`;
const enable = (region: string, host: string, address: string, ...options: string[]) =>
  program.bev("edge", "enable", region, "--host", host, "--address", address, ...options);

beforeAll(async () => {
  for (const [index, region] of regionNames.entries()) {
    const options = region === VOTING ? ["--votes"] : [];
    const enabling = enable(region, `ssh://${region}`, addressOf(index), ...options);
    const { stdout } = await succeeded(enabling);
    expect(stdout).toBe(
      `edge-${region} is enabled: Pulumi.edge-${region}.yaml, regions.json; run npm run update, ` +
        `then npx bev preview edge-${region}\n`,
    );
  }
});

/** The third vote of a failover. */
const VOTING = "us-east";
const stacks = regionNames.map((region) => `edge-${region}`);

it("previews all four with all packs", async () => {
  const { stdout } = await succeeded(program.bev("preview", ...stacks));
  for (const stack of stacks) {
    const services = stack === `edge-${VOTING}` ? "6 enabled, 0" : "5 enabled, 1";
    expect(stdout).toMatch(new RegExp(`^${stack} +${services} disabled`, "m"));
  }
});

it("says in the plan of the node that routes to them what is known of each, and has the watch of the vote", async () => {
  const { stdout } = await succeeded(program.bev("preview", "oracle1"));
  expect(stdout).toMatch(/^oracle1 +41 enabled/m);
  for (const [index, stack] of stacks.entries()) {
    expect(stdout).toContain(`${stack}: not deployed, expected at ${addressOf(index)}`);
  }
});

describe("as the third vote of a failover", () => {
  it("is of one region", async () => {
    const { code, output } = await enable("us-west", "ssh://us-west", addressOf(1), "--votes");
    expect(output).toBe(
      "error: --votes: must be of one region, edge-us-east votes; " +
        "enable edge-us-east without --votes, update all nodes, then name another one\n",
    );
    expect(code).toBe(1);
  });

  it("is not forgotten by the primary while the watch acts by it", async () => {
    await succeeded(enable(VOTING, `ssh://${VOTING}`, addressOf(0)));
    program.configure("oracle1", ["bev:services", "failover-watch", "enabled"], true);
    const { code, output } = await program.bev("preview", "thanos");
    program.configure("oracle1", ["bev:services"], {});
    expect(output).toContain(
      "oracle1/failover-watch: must have a third vote as long as it runs, has none; run npx bev up oracle1 first",
    );
    expect(code).not.toBe(0);
  });
});

describe("is refused", () => {
  it.each([
    [
      "a graphics card of a row",
      { resources: { cpu: 0.25, memory: 512, gpu: 1 } },
      'edge-us-east/local-ai-inference/node: must be "thanos", the only node with a GPU, got "edge-us-east"; ' +
        "set it in src/catalog/edge.ts",
    ],
    [
      "a graphics card of a container, by the pack",
      { env: { NVIDIA_VISIBLE_DEVICES: "all" } },
      'must be absent on "edge-us-east", only "thanos" has a GPU, got "NVIDIA_VISIBLE_DEVICES=all"',
    ],
  ])("%s", async (_what, row, message) => {
    program.change({ rows: { "local-ai-inference": row } });
    const { code, output } = await program.bev("preview", "edge-us-east");
    program.change();
    expect(output).toContain(message);
    expect(code).toBe(1);
  });

  it("a region that its stack file alone has moved", async () => {
    program.configure("edge-us-east", ["bev:node", "host"], "ssh://elsewhere");
    program.configure("edge-us-east", ["bev:node", "address"], "100.64.20.9");
    const { code, output } = await program.bev("preview", "edge-us-east");
    await succeeded(enable("us-east", "ssh://us-east", addressOf(0)));
    expect(output).toContain('the Engine of edge-us-east, got "ssh://elsewhere"');
    expect(output).toContain("100.64.20.9");
    expect(code).toBe(1);
  });

  it("the machine of another stack", async () => {
    const { code, output } = await enable("us-east", "ssh://thanos", addressOf(0));
    expect(output).toBe(
      'error: --host: must be of a machine of its own, "ssh://thanos" is thanos\'s; name another machine\n',
    );
    expect(code).toBe(1);
  });
});

describe("in a backend", () => {
  const state = path.join(program.directory, ".bev", "production");
  const passphrase = path.join(program.directory, ".bev", "passphrase");
  const options = {
    cwd: program.directory,
    env: { PULUMI_BACKEND_URL: `file://${state}`, PULUMI_CONFIG_PASSPHRASE_FILE: passphrase },
  };
  const bev = (...args: string[]): Promise<Run> =>
    run(process.execPath, ["cli/main.ts", ...args], options);
  const pulumi = (...args: string[]): Promise<Run> =>
    run("pulumi", [...args, "--stack", "edge-us-west", "--non-interactive"], options);

  /** A state with these resources below the stack's own. */
  async function hold(types: readonly string[]): Promise<void> {
    const file = path.join(program.directory, "state.json");
    const { stdout } = await answered(pulumi("stack", "export"));
    const exported = JSON.parse(stdout) as { deployment: { resources?: object[] } };
    exported.deployment.resources = ["pulumi:pulumi:Stack", ...types].map((type, index) => ({
      urn: `urn:pulumi:edge-us-west::bev::${type}::r${String(index)}`,
      ...{ custom: false, type },
    }));
    writeFileSync(file, JSON.stringify(exported));
    await answered(pulumi("stack", "import", "--file", file));
  }

  beforeAll(async () => {
    mkdirSync(state, { recursive: true });
    writeFileSync(passphrase, "of a test");
    await answered(run("pulumi", ["stack", "init", "edge-us-west", "--non-interactive"], options));
  });

  it("a region is not disabled while its stack holds something, and what ends that is said", async () => {
    await hold(["bev:edge:Region", "bev:service:Service"]);
    const { code, output } = await bev("edge", "disable", "us-west");
    expect(output).toBe(
      "error: edge-us-west: must hold no resource to be disabled, holds 2; run pulumi destroy --stack edge-us-west\n",
    );
    expect(code).toBe(1);
  });

  it("bev status says which regions do not answer", async () => {
    const { stdout } = await succeeded(bev("status"));
    expect(stdout).toMatch(/^edge regions: us-east (no answer|answers \d+), us-west /m);
  });

  it("disabling takes the stack file and the line of the table", async () => {
    await hold([]);
    await succeeded(bev("edge", "disable", "us-west"));
    expect(existsSync(path.join(program.directory, "Pulumi.edge-us-west.yaml"))).toBe(false);
    const table = readFileSync(path.join(program.directory, "regions.json"), "utf8");
    expect(Object.keys(JSON.parse(table) as object)).toEqual(
      ["us-east", "eu-central", "asia-pacific"].map((region) => `edge-${region}`),
    );
    const { stdout } = await succeeded(bev("edge", "list"));
    expect(stdout).toMatch(
      /^us-east +enabled, not deployed +100\.64\.20\.1 +(no answer|answers \d+)/m,
    );
    expect(stdout).toMatch(/^us-west +disabled +- +-/m);
    const { output } = await bev("edge", "disable", "us-west");
    expect(output).toBe(
      "error: region: must be enabled, us-west is not; npx bev edge list shows those that are\n",
    );
  });
});
