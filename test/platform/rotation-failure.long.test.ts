/** A rotation that fails half done: the next update goes on with the same password. */
import { expect, it } from "@jest/globals";
import { lab } from "../kit/lab.ts";
import {
  answerWith,
  passwordOf,
  POOLER,
  POSTGRES,
  psql,
  rotationsOf,
} from "../kit/lab-passwords.ts";

it("goes on with bev up after a failure, with the same password", async () => {
  const count = await rotationsOf("postgres/password");
  // PostgreSQL refuses every change, as on a standby.
  await psql("alter system set default_transaction_read_only = on");
  await psql("select pg_reload_conf()");
  const failed = await lab.bev("rotate", "postgres/password", "--lab");
  await psql("alter system reset default_transaction_read_only");
  await psql("select pg_reload_conf()");
  expect(failed.code).toBe(1);
  expect(failed.output).toContain("cannot execute ALTER ROLE in a read-only transaction");
  expect(failed.output).toContain(
    "postgres/password: has a new value, and not all that use it have it: those before the failure " +
      "have the new one, the others the former; mend what failed and run npx bev up --lab ",
  );
  const made = await passwordOf(POSTGRES, "password");
  expect(await answerWith(made)).toContain("password authentication failed");
  const mended = await lab.up("oracle1", "thanos");
  expect(await passwordOf(POSTGRES, "password")).toBe(made);
  expect(await passwordOf(POOLER, "userlist.txt")).toBe(made);
  expect(await answerWith(made)).toBe("1");
  expect(await answerWith(made, "pooler")).toBe("1");
  expect(await rotationsOf("postgres/password")).toBe(count + 1);
  expect(`${failed.output}${mended.output}`).not.toContain(made);
});
