/** Neo4j is saved, destroyed and restored: by content, on the real server. */
import { afterAll, it } from "@jest/globals";
import { BackupTrial } from "../../kit/backup-trial.ts";
import { RowContainer } from "../../kit/row-container.ts";

const neo4j = new RowContainer("neo4j");
afterAll(() => neo4j.remove());

const cypher = (text: string) =>
  `export NEO4J_USERNAME=neo4j NEO4J_PASSWORD=$(sed 's/neo4j.//' /run/secrets/auth); cypher-shell --format plain <<'IN'\n${text}\nIN`;

it("comes back with nodes, relations, properties, constraints and its password", async () => {
  await new BackupTrial(neo4j).run({
    put: cypher(`CREATE CONSTRAINT threat_id FOR (n:Threat) REQUIRE n.id IS UNIQUE;
UNWIND range(1, 1000) AS i CREATE (:Threat {id: i, name: 'threat é ' + i})-[:SEEN {at: [i, 1.5]}]->(:Host {ip: 'h' + i});`),
    lose: cypher("MATCH (n:Threat {id: 7}) SET n.name = 'other';"),
  });
});
