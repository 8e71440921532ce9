/** Data objects of running databases: what is added to a row is made, what is removed stays and is named. */
import { beforeAll, expect, it } from "@jest/globals";
import { catalog } from "../../src/catalog/index.ts";
import type { Run } from "../kit/engine.ts";
import { lab } from "../kit/lab.ts";
import { putBack } from "../kit/put-back.ts";

function psql(statement: string): Promise<string> {
  const as = ["psql", "-U", "researcher", "-d", "osint", "-qAtc"];
  return lab.exec("thanos", "postgres", ...as, statement);
}

/** Neo4j's own tool starts a Java machine each time. */
function cypher(statement: string): Promise<string> {
  const login = "NEO4J_USERNAME=neo4j NEO4J_PASSWORD=$(sed 's,^neo4j/,,' /run/secrets/auth)";
  const command = `${login} cypher-shell --format plain "${statement}"`;
  return lab.exec("thanos", "neo4j", "sh", "-c", command);
}

const CONSTRAINTS = "SHOW UNIQUENESS CONSTRAINTS YIELD name RETURN name ORDER BY name";
const DATABASES = "select count(*) from pg_database where datname = 'reports'";

/** A list of a row's data objects, with one more. */
function withOne(service: string, list: string, added: object): object {
  const data = catalog.find(({ name }) => name === service)?.data as unknown as
    Record<string, object[]> | undefined;
  return { data: { [list]: [...(data?.[list] ?? []), added] } };
}

let added: Run;
let removed: Run;

beforeAll(async () => {
  lab.change({
    rows: {
      postgres: withOne("postgres", "databases", {
        ...{ name: "reports", owner: "airflow", extensions: ["vector"] },
      }),
      neo4j: withOne("neo4j", "constraints", {
        ...{ name: "actor_name", label: "Actor", property: "name" },
      }),
    },
  });
  added = await lab.up("thanos");
});

putBack(async () => {
  lab.change();
  await psql("drop database if exists reports");
  await cypher("DROP CONSTRAINT actor_name IF EXISTS");
  await cypher("MATCH (n:Threat {id: 'bev-test'}) DELETE n");
});

it("makes a database and a constraint that are added, without another container", async () => {
  expect(added.output).toMatch(/^thanos +live +2 update /m);
  expect(await psql(DATABASES)).toBe("1");
  expect(await cypher(CONSTRAINTS)).toBe('name\n"actor_name"\n"threat_id"');
});

it("keeps those that are removed, and says so", async () => {
  lab.change();
  removed = await lab.up("thanos");
  expect(removed.output).toContain("kept database, not in the catalogue: reports\n");
  expect(removed.output).toContain("kept constraint, not in the catalogue: actor_name\n");
  expect(await psql(DATABASES)).toBe("1");
  expect(await cypher(CONSTRAINTS)).toBe('name\n"actor_name"\n"threat_id"');
});

it("keeps the uniqueness that the catalogue declares", async () => {
  await cypher("CREATE (:Threat {id: 'bev-test'})");
  await expect(cypher("CREATE (:Threat {id: 'bev-test'})")).rejects.toThrow("already exists");
});
