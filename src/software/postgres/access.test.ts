/** Who may log in to PostgreSQL. */
import { expect, it } from "@jest/globals";
import { HBA, hbaOf } from "./access.ts";

it("lets a login read WAL only where its row says so", () => {
  const login = (role: string, replication: "logical" | "physical") => ({
    ...{ role, replication, secret: `${role}/password` },
  });
  const logins = [login("replica", "logical"), login("wal", "physical")];
  const data = {
    engine: "postgres" as const,
    firstUser: "postgres/password",
    databases: [],
    logins,
  };
  expect(hbaOf(data)).toBe(`${HBA}hostssl replication wal all scram-sha-256\n`);
  expect(hbaOf(undefined)).toBe(HBA);
});
