/** ORACLE1 is lost with its Vault, and comes back by one command with the shares of before. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { VaultClient } from "../../src/steps/vault/client.ts";
import { ERROR, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { addressOf, containerOf, lab } from "../kit/lab.ts";
import { onPrimary, onReplica, redisIn, writeSteadily, WRITTEN } from "../kit/lab-databases.ts";
import { lose, minutesSince } from "../kit/lost-host.ts";
import { ask } from "../kit/patience.ts";
import { seriesOf } from "../kit/prometheus.ts";
import { putBack } from "../kit/put-back.ts";
import { ServiceLogin } from "../kit/service-login.ts";

const LONG = 30 * 60_000;
const GIVEN = "alertmanager/webhook-url";
const VALUE = "http://127.0.0.1:9/given-before-the-loss";
/** Made by THANOS' stack, and not in the backup. */
const POLICY = "sys/policies/acl/service-thanos-intel-fusion";
const folder = mkdtempSync(path.join(os.tmpdir(), "bev-lost-"));

const analyzer = new ServiceLogin("oracle1", "darknet-analyzer", "osint-reader");
const fusion = new ServiceLogin("thanos", "intel-fusion", "osint-writer");

const redis = (command: string) => redisIn("oracle1", "redis", command);
const endWriter = () =>
  onPrimary(
    "select pg_terminate_backend(pid) from pg_stat_activity where query like 'insert into written%'",
  );

/** With the right to deploy. */
async function askVault(method: string, at: string): Promise<number> {
  const { contract, vaultToken } = (await lab.outputs("oracle1")) as {
    contract: { vault: { authority: string } };
    vaultToken: string;
  };
  const vault = new VaultClient(`https://${addressOf("oracle1")}:8200`, contract.vault.authority);
  return (await vault.ask(method, at, undefined, vaultToken)).status;
}

const restoreNode = () => lab.bev("restore", "--lab", "--node", "oracle1", "--yes");

describe("oracle1", () => {
  let restored: Run;
  let lastWritten = 0;
  let made = { username: "", password: "" };
  let before = 0;
  let certificates: unknown;

  const asMade = () =>
    lab.try(
      ...(["thanos", "exec", "--env", `PGPASSWORD=${made.password}`] as const),
      ...[containerOf("postgres"), "psql", "-qAt", "-c", "select current_user"],
      `host=127.0.0.1 dbname=osint user=${made.username} sslmode=require`,
    );

  beforeAll(async () => {
    await redis("set kept yes");
    await onPrimary(WRITTEN);
    writeFileSync(path.join(folder, "value"), `${VALUE}\n`);
    await succeeded(
      lab.bev("secrets", "set", GIVEN, "--file", path.join(folder, "value"), "--lab"),
    );
    made = await analyzer.make(await analyzer.login());
    ({ certificates } = await lab.outputs("oracle1"));
    expect(await askVault("DELETE", POLICY)).toBe(204);
    const writing = writeSteadily();
    await succeeded(lab.bev("backup", "--lab"));
    before = Math.floor(Date.now() / 1000);
    // It has another secret-id from now on, of which the backup knows nothing.
    await lab.docker("thanos", "restart", containerOf("vault-agent"));
    await ask(
      () => lab.log("thanos", "vault-agent"),
      (log) => log.trim().split("\n").at(-1)?.includes("goes round") ?? false,
    );
    const lost = Date.now();
    await lose("oracle1");
    const empty = Date.now();
    restored = await restoreNode();
    console.log(
      `${restored.output}\noracle1: ${minutesSince(lost)} minutes from its loss, ${minutesSince(empty)} of them for the command`,
    );
    await endWriter();
    lastWritten = await writing;
  }, LONG);

  putBack(async () => {
    rmSync(folder, { recursive: true, force: true });
    await redis("del kept");
    await endWriter();
    for (const on of [onReplica, onPrimary]) await on("drop table if exists written");
    await lab.bev("secrets", "unset", GIVEN, "--lab");
    await lab.up("oracle1");
  });

  it("comes back by one command", () => {
    expect(restored.code).toBe(0);
    expect(restored.output).not.toMatch(ERROR);
    for (const service of ["vault", "redis", "prometheus", "alertmanager"])
      expect(restored.stdout).toMatch(RegExp(`^${service} +restored +\\S+Z +\\d+ min`, "m"));
  });

  it("has what was saved: a key, figures of before, and a secret that people gave", async () => {
    expect(await redis("get kept")).toBe("yes");
    const [series] = await seriesOf(`count(up @ ${String(before - 120)})`);
    expect(series?.value).toBeGreaterThan(10);
    expect(await lab.exec("oracle1", "alertmanager", "cat", "/run/secrets/webhook-url")).toBe(
      VALUE,
    );
  });

  it("lets agents and services in, also where Vault has forgotten what it made since", async () => {
    expect(await askVault("GET", POLICY)).toBe(200);
    for (const service of [analyzer, fusion])
      expect(
        await ask(
          () => service.readByLogin(),
          (answer) => answer === "read",
        ),
      ).toBe("read");
  });

  it("leaves a login that Vault has made before as it is", async () => {
    expect((await asMade()).output.trim()).toBe(made.username);
  });

  it("has cost no row of a steady writer, and is followed up on by its replica", async () => {
    const found = await onPrimary(
      "select count(*) from written where id <= " + String(lastWritten),
    );
    const gap =
      "select max(at - before) from (select at, lag(at) over (order by id) as before from written)";
    console.log(
      `${String(lastWritten - Number(found))} of ${String(lastWritten)} rows are lost; longest pause ${await onPrimary(`${gap} as gaps`)}`,
    );
    expect(Number(found)).toBe(lastWritten);
    await onReplica(WRITTEN);
    const all = await onPrimary("select count(*) from written");
    const count = () => onReplica("select count(*) from written");
    expect(await ask(count, (now) => now === all)).toBe(all);
  });

  it("pulls WAL into a new base, and keeps backups of THANOS again", async () => {
    const bases = () =>
      lab.exec(
        "oracle1",
        "postgres-wal",
        "sh",
        "-c",
        "ls /var/lib/postgresql/data/stretches/*/bases",
      );
    expect(await ask(bases, (listed) => listed !== "")).toMatch(/^\d+$/m);
    const { stdout } = await succeeded(lab.bev("backups", "--lab"));
    expect(stdout).toMatch(/^thanos +postgres +\S+Z +\d+ min +in time/m);
    expect(stdout).toMatch(/^oracle1 +vault +\S+Z +\d+ min +in time/m);
  });

  it("has what a whole node has: nothing differs, and previews find nothing to change", async () => {
    expect((await lab.verified()).code).toBe(0);
    expect((await lab.bev("drift", "--lab")).code).toBe(0);
    for (const node of ["oracle1", "thanos", "starlord"])
      await lab.expectNoChanges(node, "--refresh");
    expect((await lab.outputs("oracle1"))["certificates"]).toEqual(certificates);
  });

  it("holds nothing of the restore", async () => {
    const filter = ["--quiet", "--filter", "name=_restoring"];
    expect(await lab.docker("oracle1", "volume", "ls", ...filter)).toBe("");
    const again = await restoreNode();
    expect(again.output).toContain("oracle1: its Engine must be empty");
  });
});
