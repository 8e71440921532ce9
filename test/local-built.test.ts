/** `bev up --local` with software that Debian has not: Vault built from Go modules, Neo4j from Java libraries. */
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildProgram } from "../lab/images/go.ts";
import { describeWithDocker, docker, inspect } from "./docker.ts";
import { run } from "./engine.ts";
import type { Run } from "./engine.ts";
import { LocalProgram } from "./local-program.ts";
import { takesTurns } from "./turns.ts";

takesTurns();

const MINUTES = 60_000;
// What is not in the cache yet is built first: Vault alone takes long (docs/performance.md).
const BUILD = 45 * MINUTES;
const VAULT = "bev_oracle1_vault";
const NEO4J = "bev_thanos_neo4j";
const CONSTRAINT = '{ name: "threat_id", label: "Threat", property: "id" }';
const ADDED = '{ name: "actor_name", label: "Actor", property: "name" }';

// Each command of theirs starts a program of 300 MB or a Java machine.
jest.setTimeout(3 * MINUTES);

/** Inside the container, where the health check asks too. */
async function vault(...args: string[]): Promise<Run> {
  return run("docker", [
    ...["exec", "--env", "VAULT_ADDR=http://127.0.0.1:8200", VAULT, "vault"],
    ...args,
  ]);
}

async function vaultHealth(): Promise<{ status: number; body: Record<string, unknown> }> {
  const address = await docker("port", VAULT, "8200/tcp");
  const response = await fetch(`http://${address}/v1/sys/health`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Asks until `holds`: the one server elects itself first. */
async function vaultStatus(
  holds: (status: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  for (let tries = 0; ; tries++) {
    const { stdout } = await vault("status", "-format=json");
    const status = JSON.parse(stdout) as Record<string, unknown>;
    if (holds(status) || tries > 60) return status;
    await sleep(500);
  }
}

async function isVaultLive(): Promise<boolean> {
  const { Config } = await inspect(VAULT);
  const { Test } = Config["Healthcheck"] as { Test: string[] };
  return (await run("docker", ["exec", VAULT, ...Test.slice(1)])).code === 0;
}

function cypher(statement: string, password = "$(sed 's,^neo4j/,,' /run/secrets/auth)") {
  const command = `NEO4J_USERNAME=neo4j NEO4J_PASSWORD=${password} cypher-shell --format plain "${statement}"`;
  return run("docker", ["exec", NEO4J, "sh", "-c", command]);
}

async function constraints(): Promise<string[]> {
  const shown = await cypher("SHOW UNIQUENESS CONSTRAINTS YIELD name RETURN name ORDER BY name");
  return shown.stdout.trim().split("\n").slice(1);
}

describeWithDocker("bev up --local with Vault and Neo4j", () => {
  let program: LocalProgram;
  let first: Run;

  const upNeo4j = () => program.bev("up", "--local", "thanos", "--only", "neo4j");

  function edit(from: string, to: string): void {
    const file = path.join(program.directory, "src/catalog/database.ts");
    const content = readFileSync(file, "utf8");
    expect(content).toContain(from);
    writeFileSync(file, content.replace(from, to));
  }

  beforeAll(async () => {
    program = new LocalProgram();
    first = await program.bev("up", "--local", "oracle1", "thanos", "--only", "vault,neo4j");
  }, BUILD);

  afterAll(async () => {
    await program.bev("down");
    program.remove();
  }, 2 * MINUTES);

  it("ends when both are live, as production runs them", async () => {
    expect(`${first.output} code ${String(first.code)}`).toMatch(/code 0$/);
    const facts = await Promise.all(
      [VAULT, NEO4J].map(async (name) => {
        const { State, Config, HostConfig } = await inspect(name);
        const { CapDrop, ReadonlyRootfs, SecurityOpt } = HostConfig;
        return [State.Health?.Status, Config["User"], CapDrop, ReadonlyRootfs, SecurityOpt];
      }),
    );
    const hardened = ["no-new-privileges:true"];
    expect(facts).toEqual([
      ["healthy", "100:1000", ["ALL"], true, hardened],
      // Its start writes the configuration (src/catalog/images.ts).
      ["healthy", "7474:7474", ["ALL"], false, hardened],
    ]);
  });

  it("has nothing to change afterwards", async () => {
    for (const stack of ["oracle1", "thanos"]) {
      const planned = await program.pulumi("preview", "--stack", stack, "--expect-no-changes");
      expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
    }
  });

  it("is live with Vault 1.21.0 not initialised, then sealed, then open", async () => {
    const empty = await vaultHealth();
    expect(empty).toMatchObject({ status: 501, body: { initialized: false, version: "1.21.0" } });
    expect(await isVaultLive()).toBe(true);

    const made = await vault(
      "operator",
      "init",
      "-key-shares=1",
      "-key-threshold=1",
      "-format=json",
    );
    const { unseal_keys_b64: keys } = JSON.parse(made.stdout) as { unseal_keys_b64: string[] };
    expect(await vaultHealth()).toMatchObject({ status: 503, body: { sealed: true } });
    expect(await isVaultLive()).toBe(true);

    await vault("operator", "unseal", keys[0] ?? "");
    expect(await vaultStatus(({ ha_mode }) => ha_mode === "active")).toMatchObject({
      sealed: false,
      storage_type: "raft",
      version: "1.21.0",
    });
  });

  it("answers Cypher with Neo4j 5.26, with the password only", async () => {
    const components = await cypher("CALL dbms.components() YIELD versions, edition");
    expect(components.stdout).toContain('["5.26.0"], "community"');
    expect((await cypher("RETURN 1", "wrong-password")).output).toContain(
      "The client is unauthorized due to authentication failure",
    );
  });

  it("keeps the uniqueness that the catalogue declares", async () => {
    expect(await constraints()).toEqual(['"threat_id"']);
    expect((await cypher("CREATE (:Threat {id: 'a'})")).code).toBe(0);
    expect((await cypher("CREATE (:Threat {id: 'a'})")).output).toContain("already exists");
  });

  it(
    "makes a constraint that is added, and keeps one that is removed and says so",
    async () => {
      edit(CONSTRAINT, `${CONSTRAINT}, ${ADDED}`);
      const added = await upNeo4j();
      expect(added.output).toMatch(/^thanos +live +1 update /m);
      expect(await constraints()).toEqual(['"actor_name"', '"threat_id"']);
      edit(`, ${ADDED}`, "");
      const removed = await upNeo4j();
      expect(removed.output).toContain(
        "thanos says\n  kept constraint, not in the catalogue: actor_name\n",
      );
      expect(await constraints()).toEqual(['"actor_name"', '"threat_id"']);
    },
    10 * MINUTES,
  );

  it("shows Neo4j's password nowhere: not in inspect, arguments, state, logs or output", async () => {
    const auth = await docker("exec", NEO4J, "cat", "/run/secrets/auth");
    const password = auth.replace("neo4j/", "");
    const state = path.join(program.directory, ".bev", "local", "state");
    const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const seen = [
      await docker("inspect", NEO4J),
      await docker("top", NEO4J),
      await docker("exec", NEO4J, "sh", "-c", "cat /logs/* /var/lib/neo4j/conf/*"),
      (await run("docker", ["logs", NEO4J])).output,
      first.output,
      ...files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8")),
    ].join("\n");
    expect(password).toMatch(/^\w{40}$/);
    expect(seen).not.toContain(password);
  });
});

describe("a program of a Go module", () => {
  const { PATH } = process.env;
  afterAll(() => {
    process.env["PATH"] = PATH;
  });

  it("names what to install where there is no Go", async () => {
    process.env["PATH"] = "/nonexistent";
    const program = { program: "github.com/hashicorp/vault", target: "/usr/local/bin/vault" };
    await expect(
      buildProgram("vault", program, "/nonexistent/vault", () => undefined),
    ).rejects.toThrow(
      "PATH: must hold go 1.25 or newer to build vault, found none; install Go, or leave vault out with --only",
    );
  });
});
