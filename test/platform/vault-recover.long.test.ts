/** `bev vault recover`: another token for updates, out of three shares. */
import { expect, it } from "@jest/globals";
import { readdirSync } from "node:fs";
import path from "node:path";
import { labDirectory } from "../../lab/hosts.ts";
import { sharesFolder } from "../../lab/target.ts";
import { lab } from "../kit/lab.ts";

const shares = sharesFolder({ directory: path.join(labDirectory(), "stacks") });

async function token(): Promise<string> {
  return ((await lab.outputs("oracle1")) as { vaultToken: string }).vaultToken;
}

it("gives a new deployment token for three shares", async () => {
  const former = await token();
  const recovered = await lab.bev("vault", "recover", "--lab");
  expect(recovered.stdout).toBe(
    "vault has a root token until the next update has used and revoked it: run npx bev up oracle1\n",
  );
  const renewed = await lab.bev("up", "--lab", "oracle1", "thanos");
  expect(renewed.output).toMatch(/^oracle1 +live +2 create, /m);
  expect(renewed.code).toBe(0);
  expect(readdirSync(shares)).toEqual(["shares"]);
  const made = await token();
  expect(made).not.toBe(former);
  expect(`${recovered.output}${renewed.output}`).not.toContain(made);
  await lab.expectNoChanges("thanos");
});
