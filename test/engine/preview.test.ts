/** `bev preview` on the real engine: one node alone, plain pulumi in its shell, and a fault on the terminal. */
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import { run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";

const program = new LocalProgram();
afterAll(() => program.remove());

it("plans one node alone", async () => {
  const { code, stdout } = await program.bev("preview", "starlord");
  expect(code).toBe(0);
  const rows = stdout.split("\n").filter((line) => /^\w+ +\d+ enabled/.test(line));
  expect(rows.map((row) => row.split(" ")[0])).toEqual(["starlord"]);
});

it("plans with what the files of the other nodes choose", async () => {
  program.configure("thanos", ["bev:services"], { postgres: { enabled: false } });
  const { code, stdout } = await program.bev("preview", "oracle1");
  program.configure("thanos", ["bev:services"], {});
  expect(stdout).toContain(
    "  oracle1/postgres-replica/dependsOn/postgres: must be enabled, is disabled (by configuration); run pulumi config " +
      "set --path bev:services.postgres.enabled true --stack thanos and npx bev up thanos, or disable postgres-replica\n",
  );
  expect(code).toBe(0);
});

it("sets up a shell in which plain pulumi works", async () => {
  const script = `eval "$('${process.execPath}' cli/main.ts env)" && pulumi preview --stack starlord --color never`;
  const shell = await run("bash", ["-c", script], { cwd: program.directory });
  expect(shell.output).toMatch(/Resources:\n +\+ \d+ to create/);
  expect(shell.code).toBe(0);
});

/** Each fault's own message: src/catalog/check.test.ts and src/stack/config/parse.test.ts. */
describe("stops with one line that names path, value and fix", () => {
  afterEach(() => program.change());

  it("at a row that the node cannot have", async () => {
    program.change({
      rows: { weaviate: { ports: [{ container: 8080, published: 8086, purpose: "http" }] } },
    });
    const { code, output } = await program.bev("preview", "thanos");
    expect(output).toContain(
      "thanos failed\n  thanos/weaviate/ports/8086: must be free on thanos, is published by " +
        "influxdb too; give one of them another `published` port in src/catalog/database.ts\n",
    );
    expect(code).toBe(1);
  });

  it("at a key of the stack file that nobody knows", async () => {
    program.configure("thanos", ["bev:regisrty"], "registry.example.org");
    const { code, output } = await program.bev("preview", "thanos");
    expect(output).toContain(
      "thanos failed\n  bev:regisrty: must be a known key, one of environment, registry, node, " +
        "services, secrets, alerts, imageLock, dataRoot, prefix, peers, elsewhere, tailnet, vault; got " +
        '"registry.example.org"; run pulumi config rm bev:regisrty --stack thanos\n',
    );
    expect(code).toBe(1);
  });
});

describe("on the command line", () => {
  it("refuses a node that has no stack file", async () => {
    const { code, output } = await program.bev("preview", "thanso");
    expect(output).toContain(
      'error: node: must be one of oracle1, thanos, starlord, got "thanso"; npx bev edge list shows the regions',
    );
    expect(code).toBe(1);
  });

  it("says what it knows when it is asked for something else", async () => {
    const { code, output } = await program.bev("frobnicate");
    expect(output).toContain("error: unknown command 'frobnicate'");
    expect(output).toContain("Run bev --help for what it knows.");
    expect(code).toBe(1);
  });
});
