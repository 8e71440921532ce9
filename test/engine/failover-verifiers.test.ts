/** A state of the real engine gives the verifiers that a failover needs, and only to who has its passphrase. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { verifiersOf } from "../../operations/failover/verifiers.ts";
import { scramVerifier } from "../../src/lib/scram.ts";
import { succeeded, TestProject } from "../kit/engine.ts";

const SECRET = "postgres/vault-admin";
const project = new TestProject(`
import * as random from "@pulumi/random";
export const { result } = new random.RandomPassword("postgres-vault-admin", { length: 40, special: false });
`);
const workspace = { project: project.directory, environment: project.environment };

beforeAll(async () => {
  await project.init();
  await succeeded(project.up());
});
afterAll(() => project.remove());

it("computes a verifier of the password in the state", async () => {
  const { result } = await project.outputs();
  expect(await verifiersOf(workspace, "test", [SECRET])).toEqual({
    [SECRET]: scramVerifier(SECRET, String(result)),
  });
});

it("says that the passphrase is wrong", async () => {
  const environment = { ...project.environment, PULUMI_CONFIG_PASSPHRASE: "other" };
  await expect(verifiersOf({ ...workspace, environment }, "test", [SECRET])).rejects.toThrow(
    /^pulumi stack export failed: .*incorrect passphrase/,
  );
});
