/** A real agent saves a real Vault, with the policy that its row has and the login that a node's Vault agent brings. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { planAccess } from "../../../src/access/vault/access.ts";
import { handoverOptions, handoversOf } from "../../../src/access/vault/agent.ts";
import { policyText } from "../../../src/access/vault/policy.ts";
import { backupPlan } from "../../../src/software/backup/index.ts";
import { softwareOf } from "../../../src/software/index.ts";
import { planStack } from "../../../src/stack/plan.ts";
import { BackupAgent, hardened } from "../../kit/backup-agent.ts";
import { docker } from "../../kit/docker.ts";
import { ensureLabImage } from "../../kit/lab-image.ts";
import { RowContainer } from "../../kit/row-container.ts";
import { changed, flipIn } from "../../kit/saved-row.ts";
import { serviceLike } from "../../kit/site.ts";
import { trackedConfig } from "../../kit/stack-config.ts";

const stage = new BackupAgent("bev_test_token_stage");
const vault = new RowContainer("vault", {}, { purpose: "drill" });
const site = { stack: "thanos", address: "127.0.0.1", prefix: vault.prefix, dataRoot: "/srv" };
const asking = [
  serviceLike("vault-agent", { node: "oracle1" }),
  serviceLike("backup-oracle1", { volumes: [] }),
];
const saved = backupPlan({ site, services: [vault.service, ...asking], softwareOf }).services;
const services = saved.flatMap((one) => [
  one,
  // The archive is right, and the snapshot in it is not.
  {
    ...one,
    service: "flipped",
    save: changed(one.save, flipIn("content/vault.snap")),
  },
]);
const ROLE = "service-oracle1-backup-oracle1";
let asRoot: string;

const BEARER = stage.name("bearer");
const FOLDER = stage.name("handover");

/** The folder in memory that the rows have, with one who writes there as the node's agent does. */
async function shareFolder(): Promise<void> {
  const at = { stack: "oracle1", prefix: "bev_" };
  const [agent, row] = [
    serviceLike("vault-agent", { node: "oracle1" }),
    serviceLike("backup-oracle1"),
  ];
  const [handover] = handoversOf([agent, row], at);
  if (!handover) throw new Error("backup-oracle1: is brought nothing");
  const options = Object.entries(handoverOptions(handover, agent));
  await docker(
    ...["volume", "create", ...options.flatMap(([name, value]) => ["--opt", `${name}=${value}`])],
    FOLDER,
  );
  await docker(
    ...["run", "--detach", "--name", BEARER, "--network", "none", ...hardened],
    ...["--user", agent.user, "--volume", `${FOLDER}:/run/vault`, "--entrypoint", "sleep"],
    ...[await ensureLabImage("vault"), "1000"],
  );
}

async function deliver(name: string, text: string): Promise<void> {
  const script = `umask 077; printf %s '${text}' >/run/vault/new && chmod 0440 /run/vault/new && mv -f /run/vault/new /run/vault/${name}`;
  await docker("exec", BEARER, "sh", "-c", script);
}

/** As the node's agent does it every two minutes. */
async function bring(): Promise<void> {
  const read = (words: string) => vault.answer(`${asRoot} vault ${words}`);
  const role = `auth/approle/role/${ROLE}`;
  await deliver("role-id", await read(`read -field=role_id ${role}/role-id`));
  const wrapped = `write -f -wrap-ttl=600s -field=wrapping_token ${role}/secret-id`;
  await deliver("wrapped-secret-id", await read(wrapped));
}

beforeAll(async () => {
  await stage.prepare();
  vault.network = stage.name("net");
  await vault.startEmpty();
  const said = await vault.answer("vault operator init -key-shares=3 -key-threshold=2");
  const shares = [...said.matchAll(/^Unseal Key \d: (.*)$/gm)].map(([, share = ""]) => share);
  asRoot = `export VAULT_TOKEN=${/^Initial Root Token: (.*)$/m.exec(said)?.[1] ?? ""};`;
  const format = "{{(index .IPAM.Config 0).Subnet}}";
  const subnet = await docker("network", "inspect", "--format", format, stage.name("net"));
  const plan = planAccess({
    ...planStack("oracle1", trackedConfig("oracle1")),
    networkOf: () => ({ subnet, gateway: "" }),
  });
  const addresses = plan.roles.find(({ name }) => name === ROLE)?.addresses ?? [];
  const grants = plan.policies.find(({ name }) => name === ROLE)?.grants ?? [];
  await vault.answer(`set -e; ${asRoot}
for share in ${shares.slice(1).join(" ")}; do printf %s "$share" | vault write sys/unseal key=- >/dev/null; done
until vault read sys/mounts >/dev/null 2>&1; do sleep 0.2; done
for mount in secret osint; do vault secrets enable -version=2 -path=$mount kv >/dev/null; done
until vault kv put -mount=secret services/thanos/postgres/password value=canary >/dev/null 2>&1; do sleep 0.2; done
vault auth enable approle >/dev/null
printf '%s' '${policyText(grants)}' | vault policy write ${ROLE} - >/dev/null
vault write auth/approle/role/${ROLE} token_policies=${ROLE} token_no_default_policy=true secret_id_num_uses=1 \\
  token_bound_cidrs=${addresses.join(",")} secret_id_bound_cidrs=${addresses.join(",")} >/dev/null`);
  await shareFolder();
  await deliver("authority.pem", await vault.answer("cat /run/secrets/authority.pem"));
  await bring();
  await stage.start({ node: "thanos", late: 1.5, services }, [
    ...["--volume", `${FOLDER}:/run/vault:ro`],
    ...["--env", `VAULT_ADDR=https://${vault.name}:8200`],
    ...["--env", "VAULT_CACERT=/run/vault/authority.pem"],
  ]);
});

afterAll(async () => {
  await vault.remove();
  // Its network was Vault's too.
  await stage.remove();
});

it("saves Vault with a login of its own, and keeps no token", async () => {
  expect(await stage.told("run", "vault")).toMatchObject([{ service: "vault", event: "saved" }]);
  const [snapshot] = await stage.listed();
  expect(snapshot?.facts).toContain(
    "secret.secret/metadata/services/thanos/postgres/password kept",
  );
  expect(snapshot?.facts).toContain(`login.approle/${ROLE} role`);
  expect(await docker("exec", stage.agent, "ls", "/tmp")).toBe("");
});

it("logs in again with the next secret-id, and may read no secret", async () => {
  const next = stage.told("run", "vault");
  await bring();
  expect(await next).toMatchObject([{ service: "vault", event: "saved" }]);
  await bring();
  const refused = await vault.script(`${asRoot}
secret=$(VAULT_TOKEN=$(vault write -f -wrap-ttl=60s -field=wrapping_token auth/approle/role/${ROLE}/secret-id) vault unwrap -field=secret_id)
role=$(vault read -field=role_id auth/approle/role/${ROLE}/role-id)
VAULT_TOKEN=$(vault write -field=token auth/approle/login role_id=$role secret_id=$secret) vault kv get -mount=secret services/thanos/postgres/password`);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain("permission denied");
});

it("has it back in a drill, sealed as it was, and not from a snapshot with one other byte", async () => {
  expect(await stage.told("run", "flipped")).toMatchObject([{ event: "saved" }]);
  expect(await stage.told("drill", "vault", "flipped")).toMatchObject([
    { service: "vault", event: "drilled" },
    {
      ...{ service: "flipped", event: "failed" },
      why: expect.stringMatching(/vault: the snapshot must be taken, is not$/),
    },
  ]);
  const [snapshot] = await stage.listed();
  expect(snapshot?.facts).toContain("seal.shares 3\nseal.storage raft\nseal.threshold 2\n");
});
