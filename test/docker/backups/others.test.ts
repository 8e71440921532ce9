/** Vault, Prometheus and plain files are saved, destroyed and restored, on the real servers. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { policyText } from "../../../src/access/vault/policy.ts";
import { backupOf } from "../../../src/software/backups.ts";
import { softwareOf } from "../../../src/software/index.ts";
import { BackupTrial } from "../../kit/backup-trial.ts";
import { RowContainer } from "../../kit/row-container.ts";

let row: RowContainer;

function trialOf(name: string): BackupTrial {
  row = new RowContainer(name);
  return new BackupTrial(row);
}

afterEach(() => row.remove());

describe("Vault", () => {
  it("comes back sealed, and opens with its former shares", async () => {
    const trial = trialOf("vault");
    const { token = {} } = backupOf(row.service, softwareOf(row.service)) ?? {};
    const grants = Object.entries(token).map(([path, capabilities]) => ({ path, capabilities }));
    await row.startEmpty();
    const said = await row.answer("vault operator init -key-shares=3 -key-threshold=2");
    const shares = [...said.matchAll(/^Unseal Key \d: (.*)$/gm)].map(([, share = ""]) => share);
    const root = /^Initial Root Token: (.*)$/m.exec(said)?.[1] ?? "";
    const open = () =>
      row.answer(
        `set -e; ${shares
          .slice(1)
          .map((share) => `printf %s ${share} | vault write sys/unseal key=- >/dev/null`)
          .join("; ")}
export VAULT_TOKEN=${root}; until vault read sys/mounts >/dev/null 2>&1; do sleep 0.2; done`,
      );
    await open();
    trial.token = (
      await row.answer(`set -e; export VAULT_TOKEN=${root}
printf '%s' '${policyText(grants)}' | vault policy write backup - >/dev/null
vault token create -policy=backup -no-default-policy -orphan -field=token`)
    ).trim();
    await trial.continue({
      put: `set -e; export VAULT_TOKEN=${root}; vault secrets enable -version=2 -path=secret kv >/dev/null
until vault kv put -mount=secret services/thanos/postgres/password value=canary >/dev/null 2>&1; do sleep 0.2; done
vault auth enable approle >/dev/null; vault write auth/approle/role/service policies=backup >/dev/null`,
      reopen: open,
      lose: `export VAULT_TOKEN=${root}; vault kv metadata delete -mount=secret services/thanos/postgres/password`,
      holds: [
        `VAULT_TOKEN=${root} vault kv get -mount=secret -field=value services/thanos/postgres/password`,
        "canary",
      ],
    });
  });
});

describe("Prometheus", () => {
  it("comes back with its series", async () => {
    const trial = trialOf("prometheus");
    const midnight = Math.floor(Date.now() / 86_400_000) * 86_400 - 86_400;
    const samples = Array.from(
      { length: 60 },
      (_, minute) => `http_total{job="bev"} ${String(minute)} ${String(midnight - minute * 60)}`,
    ).toReversed();
    await row.prepare();
    const made = await row.once(
      `set -e; cat >/tmp/samples <<'IN'\n# TYPE http_total counter\n${samples.join("\n")}\n# EOF\nIN
promtool tsdb create-blocks-from openmetrics /tmp/samples /prometheus >/dev/null`,
    );
    expect(made).toMatchObject({ code: 0 });
    await row.start();
    await trial.continue({
      put: "true",
      lose: `wget -q -O - --post-data 'match[]={job="bev"}' http://127.0.0.1:9090/api/v1/admin/tsdb/delete_series`,
    });
  });
});

describe("Files", () => {
  /** It writes a line to each of forty files in turn: copied one after the other as it runs, they differ. */
  const WRITER = `(cd /alertmanager; while :; do for n in $(seq 40); do echo line >>file$n; done; done) >/dev/null 2>&1 &`;

  it("come back, as they were at one moment", async () => {
    const trial = trialOf("alertmanager");
    await row.startEmpty();
    await row.answer(`${WRITER} sleep 1`);
    await trial.save();
    await row.prepare();
    expect(await trial.restore(trial.archive)).toMatchObject({ code: 0, stderr: "" });
    const { stdout } = await row.once("cd /alertmanager; for one in file*; do wc -l <$one; done");
    const counts = stdout.trim().split("\n").map(Number);
    expect(counts).toHaveLength(40);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(2);
    await trial.run({
      put: "cd /alertmanager; mkdir 'a folder'; echo content >'a folder/é'",
      lose: "echo other >'/alertmanager/a folder/é'",
    });
  });
});
