/** TLS between nodes, with certificates of Vault's PKI: which clients are let in, and how certificates change. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StateDocument } from "../../operations/state/state-document.ts";
import { editState } from "../../operations/state/state.ts";
import { VaultClient } from "../../src/steps/vault/client.ts";
import type { Run } from "../kit/engine.ts";
import { addressOf, containerOf, dockerOn, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";
import { AMQP, answerTo, KAFKA, open, reached, refusal, served } from "../kit/tls-client.ts";
import type { Target } from "../kit/tls-client.ts";

const DAY_MS = 24 * 60 * 60_000;
const THANOS = addressOf("thanos");
const VAULT = { host: addressOf("oracle1"), port: 8200 };

/** By service: where it is published, as the catalogue has it. */
const PORTS: Record<string, number> = {
  postgres: 5432,
  "connection-pooler": 6432,
  "kafka-1": 9092,
  "kafka-2": 9093,
  "kafka-3": 9094,
  "rabbitmq-1": 5672,
  "rabbitmq-2": 5673,
  "rabbitmq-3": 5674,
};
const SERVERS = Object.keys(PORTS);
const isPostgres = (service: string) => PORTS[service] === 5432 || PORTS[service] === 6432;

const VERIFIED = "sslmode=verify-full sslrootcert=/authority.pem";
const NAMES_OF_PROXY = ["DNS:postgres-proxy", `IP Address:${addressOf("oracle1")}`];
const WHO = `host=${THANOS} user=researcher dbname=osint`;

/** What Vault's certificates chain to, and what its own does. */
let authority: string;
let ofVault: string;
let token: string;
let authorityFile: string;
let image: string;

beforeAll(async () => {
  const { contract, vaultToken } = (await lab.outputs("oracle1")) as {
    contract: { authority: string; vault: { authority: string } };
    vaultToken: string;
  };
  authority = contract.authority;
  ofVault = contract.vault.authority;
  token = vaultToken;
  authorityFile = path.join(mkdtempSync(path.join(os.tmpdir(), "bev-tls-")), "authority.pem");
  writeFileSync(authorityFile, authority, { mode: 0o644 });
  ({ Image: image } = await lab.inspectOne("thanos", "postgres"));
});

const target = (service: string, changes: Partial<Target> = {}): Target => ({
  ...{ host: THANOS, port: PORTS[service] ?? 0, authority, isPostgres: isPostgres(service) },
  ...changes,
});

async function serials(services: readonly string[]): Promise<Record<string, string>> {
  const entries = services.map(
    async (one) => [one, (await served(target(one))).serialNumber] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** A container on the host's network, with PostgreSQL's own client, its first user's password and the authority. */
function client(script: string, ...args: string[]): string[] {
  const postgres = containerOf("postgres");
  const shared = ["--network", "host", "--volumes-from", postgres, "--user", "999:999"];
  return [
    ...["run", "--rm", "--interactive", ...shared],
    ...["--volume", `${authorityFile}:/authority.pem:ro`, "--entrypoint", "sh", image],
    ...["-c", `export PGPASSWORD=$(cat /run/secrets/password); ${script}`, ...args],
  ];
}

function psql(options: string, statement: string): Promise<Run> {
  return lab.try("thanos", ...client(`psql "${WHO} ${options}" -qAtc "$0"`, statement));
}

/** A session that is opened before something happens, and asked after it. */
async function longSession(): Promise<() => Promise<string>> {
  const script = `exec psql "${WHO} port=5432 ${VERIFIED}" -qAt`;
  const child = spawn("docker", dockerOn("thanos", ...client(script)));
  const ask = async (): Promise<string> => {
    child.stdin.write("select 1;\n");
    const [answer] = (await once(child.stdout, "data")) as [Buffer];
    return answer.toString().trim();
  };
  expect(await ask()).toBe("1");
  return async () => {
    const answer = await ask();
    child.stdin.end();
    return answer;
  };
}

/** One query after the other, each over a connection of its own, tried a second time when it fails. */
const LOAD = `
trap 'exit 0' TERM
query() { psql "${WHO} port=5432 connect_timeout=5 ${VERIFIED}" -qAtc "select 'answered'" 2>&1; }
while sleep 0.3; do
  said=$(query); [ "$said" = answered ] && echo once && continue
  said=$(query); [ "$said" = answered ] && echo twice || echo "lost $said"
done`;

class Load {
  readonly #child = spawn("docker", dockerOn("thanos", ...client(LOAD)));
  readonly #serials = new Set<string>();
  readonly #seen: Promise<void>;
  #lines = "";
  #ends = false;

  constructor(target: Target) {
    this.#child.stdout.on("data", (chunk: Buffer) => (this.#lines += chunk.toString()));
    this.#seen = this.#watch(target);
  }

  async end(): Promise<{ queries: number; retried: number; lost: string[]; serials: number }> {
    this.#ends = true;
    await this.#seen;
    this.#child.kill("SIGTERM");
    if (this.#child.exitCode === null) await once(this.#child, "exit");
    const lines = this.#lines.trim().split("\n");
    return {
      queries: lines.length,
      retried: lines.filter((line) => line === "twice").length,
      lost: lines.filter((line) => line.startsWith("lost")),
      serials: this.#serials.size,
    };
  }

  async #watch(target: Target): Promise<void> {
    while (!this.#ends) {
      this.#serials.add((await served(target)).serialNumber);
      await sleep(300);
    }
  }
}

describe("the certificate of every server", () => {
  it.each(SERVERS)("names the node and the service: %s", async (service) => {
    const certificate = await served(target(service));
    expect(certificate.issuer.CN).toBe("BEV services");
    expect(certificate.subject.CN).toBe(service);
    const own = [`DNS:${service}`, "DNS:localhost", "IP Address:127.0.0.1", `IP Address:${THANOS}`];
    expect(certificate.subjectaltname?.split(", ").sort()).toEqual(
      [...own, ...(service === "postgres" ? NAMES_OF_PROXY : [])].sort(),
    );
    const lifetime = Date.parse(certificate.valid_to) - Date.parse(certificate.valid_from);
    expect(Math.round(lifetime / DAY_MS)).toBe(180);
    expect(await refusal(target(service, { name: service }))).toBe("none");
  });

  it.each(SERVERS)("is refused under another authority or name: %s", async (service) => {
    expect(await refusal(target(service, { authority: ofVault }))).toMatch(
      /^(?:UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)$/,
    );
    expect(await refusal(target(service, { name: "vault" }))).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  });
});

it("lets PostgreSQL's clients in with TLS alone, and says so", async () => {
  const version =
    "select ssl and version >= 'TLSv1.2' from pg_stat_ssl where pid = pg_backend_pid()";
  expect((await psql(`port=5432 ${VERIFIED}`, version)).output).toBe("t\n");
  expect((await psql(`port=6432 ${VERIFIED}`, version)).output).toBe("t\n");
  const plain = await psql("port=5432 sslmode=disable", "select 1");
  expect(plain.output).toMatch(
    /FATAL: {2}no pg_hba.conf entry for host ".+", user "researcher", database "osint", no encryption/,
  );
  expect((await psql("port=6432 sslmode=disable", "select 1")).output).toContain(
    "FATAL:  SSL required",
  );
  // From inside too: a container beside it is no better than one on another node.
  const inside = `PGPASSWORD=$(cat /run/secrets/password) psql -c 'select 1' "host=127.0.0.1 user=researcher dbname=osint sslmode=disable"`;
  const refused = await lab.try("thanos", "exec", containerOf("postgres"), "sh", "-c", inside);
  expect(refused.output).toContain('no pg_hba.conf entry for host "127.0.0.1"');
});

it.each([
  ["rabbitmq-1", AMQP, /TLS server: In state (?:start|hello)|TLS.*(?:unexpected|failed)/i],
  ["kafka-1", KAFKA, /SSL handshake failed/],
] as const)("lets clients of %s in with TLS alone, and says so", async (service, said, log) => {
  const { hello, answer } = said;
  const session = await open(target(service));
  expect([...(await answerTo(session, hello)).subarray(0, answer.length)]).toEqual(answer);
  const plain = await answerTo(await reached(THANOS, PORTS[service] ?? 0), hello);
  // At most an alert of TLS, which no client of the protocol can read.
  expect([...plain.subarray(0, 1)].filter((byte) => byte !== 0x15)).toEqual([]);
  const logged = () => lab.log("thanos", service);
  expect(await ask(logged, (found) => log.test(found))).toMatch(log);
});

it("has Vault issue nothing for another node, nor for a foreign name", async () => {
  const client = new VaultClient(`https://${VAULT.host}:8200`, ofVault);
  const issue = (role: string, name: string) =>
    client.ask("POST", `pki/issue/${role}`, { common_name: name }, token);
  for (const name of ["vault", "example.org", "a.postgres", "*.postgres", "*"]) {
    const { status, body } = await issue("thanos", name);
    expect(`${name}: ${String(status)} ${JSON.stringify(body)}`).toMatch(
      /: 400 .*not allowed by this role/,
    );
  }
  expect((await issue("thanos", "postgres")).status).toBe(200);
  expect((await issue("starlord", "postgres")).status).toBe(400);
  expect((await client.ask("POST", "pki/root/sign-intermediate", {}, token)).status).toBe(403);
});

/** How often each certificate of THANOS was renewed. */
async function renewals(): Promise<Record<string, number>> {
  const { rotated } = (await lab.outputs("thanos"))["run"] as { rotated: Record<string, number> };
  const certificates = SERVERS.map((name) => `${name}/certificate`);
  return Object.fromEntries(certificates.map((name) => [name, rotated[name] ?? 0]));
}

it("renews what ends soon by itself, without a restart or a lost query, and nothing else", async () => {
  const soon = new Date(Date.now() + 50 * DAY_MS).toISOString();
  const ending = ["connection-pooler", "kafka-2", "postgres", "rabbitmq-3"];
  const before = await serials(SERVERS);
  const lives = await lab.lives("thanos", ...SERVERS);
  const counts = await renewals();
  const vault = { ...VAULT, authority: ofVault };
  const { serialNumber } = await served(vault);
  const vaultLife = await lab.lives("oracle1", "vault");
  await editState(lab.workspace, "thanos", (state) => endingAt(state, ending, soon));
  await editState(lab.workspace, "oracle1", (state) => endingAt(state, ["vault"], soon));
  const session = await longSession();
  const load = new Load(target("postgres"));
  await lab.up("oracle1", "thanos");
  await sleep(2000);
  const { queries, retried, lost, serials: seen } = await load.end();
  console.log(
    `postgres: ${String(queries)} queries, each over TLS of its own; ${String(retried)} tried twice, ` +
      `${String(lost.length)} lost; ${String(seen)} certificates seen`,
  );
  expect(lost).toEqual([]);
  expect(queries).toBeGreaterThan(20);
  expect(seen).toBe(2);
  expect(await session()).toBe("1");
  const after = await serials(SERVERS);
  expect(SERVERS.filter((one) => after[one] !== before[one]).sort()).toEqual(ending);
  expect(await lab.lives("thanos", ...SERVERS)).toEqual(lives);
  expect((await served(vault)).serialNumber).not.toBe(serialNumber);
  expect(await lab.lives("oracle1", "vault")).toEqual(vaultLife);
  const status = (await lab.bev("status", "--lab", "thanos")).stdout;
  const end = new Date(Date.now() + 180 * DAY_MS).toISOString().slice(0, 10);
  expect(status).toContain(` connection-pooler ${end}, `);
  const renewed = ending.map((name) => `${name}/certificate`);
  expect(await renewals()).toEqual({
    ...counts,
    ...Object.fromEntries(renewed.map((name) => [name, (counts[name] ?? 0) + 1])),
  });
  await lab.expectNoChanges("thanos");
});

it("keeps every key out of the state, the logs and what Docker shows", async () => {
  const keys = await Promise.all(
    ["postgres", "connection-pooler", "rabbitmq-1"].map((service) =>
      lab.exec("thanos", service, "cat", "/run/secrets/key.pem"),
    ),
  );
  const seen = [
    JSON.stringify(await lab.inspect("thanos", ...SERVERS)),
    ...lab.stateFiles(),
    await lab.exec("oracle1", "vault", "sh", "-c", "cat /vault/logs/*"),
  ].join("\n");
  expect(seen).toContain("pki/issue/thanos");
  for (const key of keys) {
    const [, body = ""] = key.split("\n");
    expect(body).toHaveLength(64);
    expect(seen.includes(body)).toBe(false);
  }
});

/** The same state, in which the certificates of these services end at that time. */
function endingAt(state: StateDocument, services: readonly string[], end: string): StateDocument {
  const changed = Object.fromEntries(services.map((service) => [service, end]));
  const resources = (state.resources ?? []).map((resource) => {
    if (resource.type !== "pulumi:pulumi:Stack") return resource;
    const certificates = { ...(resource.outputs?.["certificates"] as object), ...changed };
    return { ...resource, outputs: { ...resource.outputs, certificates } };
  });
  return { ...state, resources };
}
