import { expect, it } from "@jest/globals";
import { scramVerifier } from "../../src/lib/scram.ts";
import type { StateResource } from "../state/state-document.ts";
import { verifiersIn } from "./verifiers.ts";

const password = (name: string, result: unknown, rest: Partial<StateResource> = {}) => ({
  urn: `urn:pulumi:thanos::bev::bev:Host$random:index/randomPassword:RandomPassword::${name}`,
  type: "random:index/randomPassword:RandomPassword",
  outputs: { result },
  ...rest,
});

it("computes what the program does, of the password that counts", () => {
  const resources = [
    password("other-postgres-password", "a"),
    password("postgres-password", "former", { delete: true }),
    password("postgres-password", { plaintext: '"present"' }),
  ];
  expect(verifiersIn(resources, "thanos", ["postgres/password"])).toEqual({
    "postgres/password": scramVerifier("postgres/password", "present"),
  });
});

it("refuses a state without it", () => {
  expect(() => verifiersIn([], "thanos", ["postgres/vault-admin"])).toThrow(
    /^thanos: its state must have the password postgres\/vault-admin, has none; run npx bev restore --state thanos$/,
  );
});
