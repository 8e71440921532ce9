/** `bev vault reset`: the one way on where Vault's first shares were lost. */
import { beforeAll, expect, it } from "@jest/globals";
import { mkdirSync, rmdirSync } from "node:fs";
import path from "node:path";
import { localTarget } from "../../lab/local.ts";
import { sharesFolder } from "../../lab/target.ts";
import { docker } from "../kit/docker.ts";
import { succeeded } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { takesTurns } from "../kit/turns.ts";

const VAULT = "bev_oracle1_vault";
const UP = ["up", "--local", "oracle1", "--only", "vault"];

const program = new LocalProgram();
const directory = path.join(program.directory, ".bev", "local");
const shares = sharesFolder({ ...localTarget, directory });
/** In its way, the first answer of Vault cannot be kept. */
const obstacle = path.join(shares, "root-token");

takesTurns(async () => {
  await program.bev("down");
  program.remove();
});

beforeAll(() => {
  mkdirSync(obstacle, { recursive: true });
});

/** What it says of itself. */
async function vaultStatus(): Promise<unknown> {
  return JSON.parse(
    await docker("exec", VAULT, "sh", "-c", "vault status -format=json || true"),
  ) as unknown;
}

it("is wanted by the next update, which does not guess", async () => {
  const lost = await program.bev(...UP);
  expect(lost.output).toContain("EISDIR");
  expect(lost.code).toBe(1);
  rmdirSync(obstacle);
  expect(await vaultStatus()).toMatchObject({
    ...{ initialized: true, sealed: true, version: "1.21.0" },
  });
  expect((await program.bev(...UP)).output).toContain(
    `vault: must have its shares in ${shares}, an interrupted run lost them; nothing is in it yet: run npx bev vault reset, then this again`,
  );
});

it("makes Vault new, which the next update opens", async () => {
  const reset = await program.bev("vault", "reset", "--local");
  expect([reset.stdout, reset.code]).toEqual(["vault is new again: run npx bev up oracle1\n", 0]);
  expect((await succeeded(program.bev(...UP))).output).toContain("oracle1  live");
});
