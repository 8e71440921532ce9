import { describe, expect, it } from "@jest/globals";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { nodeNames } from "../../src/catalog/nodes.ts";
import { products } from "../../src/software/index.ts";
import type { Rotatable } from "./rotatables.ts";
import { findRotatable, rotatablesIn, takesText } from "./rotation.ts";

const configs = new Map(nodeNames.map((name) => [name as string, trackedConfig(name)]));
const all = rotatablesIn(configs);

function one(id: string): Rotatable {
  return findRotatable(id, all);
}

describe("what can be rotated", () => {
  it("is each password, certificate and role of the platform once", () => {
    const names = all.map(({ node, id }) => `${node}/${id}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        "oracle1/redis/auth.conf",
        "thanos/postgres/vault-admin",
        "oracle1/vault/certificate",
        "thanos/service-thanos-intel-fusion",
        "thanos/node-agent-thanos",
        "oracle1/osint-services",
      ]),
    );
  });

  it.each([
    ["postgres/password", /^live: postgres, connection-pooler; new container: intelowl/],
    ["postgres/vault-admin", /^live: nobody reads it from a file$/],
    ["postgres/certificate", /^live: postgres$/],
    ["rabbitmq-1/user.conf", /^live: rabbitmq-1, rabbitmq-2, rabbitmq-3$/],
    ["rabbitmq-1/.erlang.cookie", /^new container: rabbitmq-1, rabbitmq-2, rabbitmq-3$/],
    ["redis/auth.conf", /^new container: redis, /],
    ["node-agent-thanos", /^live: vault-agent$/],
    ["service-thanos-intel-fusion", /^live: intel-fusion$/],
  ])("takes for %s %s", (id, takes) => {
    expect(takesText(one(id))).toMatch(takes);
  });

  it("updates the service that checks a login after the one that has its password", () => {
    expect(one("postgres-replica/replication").stacks).toEqual(["oracle1", "thanos"]);
    expect(one("redis-thanos/auth.conf").stacks).toEqual(["thanos"]);
  });
});

describe("what is refused", () => {
  it("is a secret that must stay, with the reason", () => {
    expect(() => one("neo4j/auth")).toThrow(
      "thanos/neo4j/auth: must stay as it is, was to be rotated: Neo4j takes it at its first start alone, " +
        "and asks for the former one to change it; see Rotation in docs/operations.md",
    );
  });

  it("is every key that data is encrypted with, also of a service that does not run", () => {
    expect(products["n8n"]?.fixed).toEqual({
      "encryption-key": "what n8n has stored is encrypted with it, and lost without",
    });
  });

  it("is a name that nobody has", () => {
    expect(() => one("postgres/nothing")).toThrow(
      'secret: must be one that npx bev rotate lists, got "postgres/nothing"',
    );
  });

  it("is a name that several nodes have", () => {
    const twice = [{ ...one("redis/auth.conf") }, { ...one("redis/auth.conf"), node: "starlord" }];
    expect(() => findRotatable("redis/auth.conf", twice)).toThrow(
      'secret: must be one of oracle1/redis/auth.conf, starlord/redis/auth.conf, got "redis/auth.conf"',
    );
    expect(findRotatable("starlord/redis/auth.conf", twice).node).toBe("starlord");
  });
});
