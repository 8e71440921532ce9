/** `bev up --local` with software that Debian has not: Neo4j from Java libraries. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeWithDocker, docker, inspect } from "../kit/docker.ts";
import { run } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { BUILD_MS } from "../kit/patience.ts";
import { takesTurns } from "../kit/turns.ts";

takesTurns();

const NEO4J = "bev_thanos_neo4j";
const CONSTRAINT = '{ name: "threat_id", label: "Threat", property: "id" }';
const ADDED = '{ name: "actor_name", label: "Actor", property: "name" }';

// Each command of theirs starts a program of 300 MB or a Java machine.
function cypher(statement: string, password = "$(sed 's,^neo4j/,,' /run/secrets/auth)") {
  const command = `NEO4J_USERNAME=neo4j NEO4J_PASSWORD=${password} cypher-shell --format plain "${statement}"`;
  return run("docker", ["exec", NEO4J, "sh", "-c", command]);
}

async function constraints(): Promise<string[]> {
  const shown = await cypher("SHOW UNIQUENESS CONSTRAINTS YIELD name RETURN name ORDER BY name");
  return shown.stdout.trim().split("\n").slice(1);
}

describeWithDocker("bev up --local with Neo4j", () => {
  let program: LocalProgram;
  let first: Run;

  const upNeo4j = () => program.bev("up", "--local", "thanos", "--only", "neo4j");

  const edit = (from: string, to: string) => program.edit("src/catalog/database.ts", from, to);

  beforeAll(async () => {
    program = new LocalProgram();
    // THANOS relies on a node that was deployed, with nothing on it.
    await program.bev("up", "--local", "oracle1", "--only", "redis");
    first = await upNeo4j();
  }, BUILD_MS);

  afterAll(async () => {
    await program.bev("down");
    program.remove();
  });

  it("ends when it is live, as production runs it", async () => {
    expect(`${first.output} code ${String(first.code)}`).toMatch(/code 0$/);
    const { State, Config, HostConfig } = await inspect(NEO4J);
    const { CapDrop, ReadonlyRootfs, SecurityOpt } = HostConfig;
    expect([State.Health?.Status, Config["User"], CapDrop, SecurityOpt]).toEqual([
      ...["healthy", "7474:7474", ["ALL"], ["no-new-privileges:true"]],
    ]);
    // Its start writes the configuration (src/catalog/images.ts).
    expect(ReadonlyRootfs).toBe(false);
  });

  it("has nothing to change afterwards", async () => {
    const planned = await program.pulumi("preview", "--stack", "thanos", "--expect-no-changes");
    expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
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

  it("makes a constraint that is added, and keeps one that is removed and says so", async () => {
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
  });

  it("shows Neo4j's password nowhere: not in inspect, arguments, state, logs or output", async () => {
    const auth = await docker("exec", NEO4J, "cat", "/run/secrets/auth");
    const password = auth.replace("neo4j/", "");
    const seen = [
      await docker("inspect", NEO4J),
      await docker("top", NEO4J),
      await docker("exec", NEO4J, "sh", "-c", "cat /logs/* /var/lib/neo4j/conf/*"),
      (await run("docker", ["logs", NEO4J])).output,
      first.output,
      ...program.stateFiles(),
    ].join("\n");
    expect(password).toMatch(/^\w{40}$/);
    expect(seen).not.toContain(password);
  });
});
