/** TLS of the services that run here, with certificates of a real Vault's PKI: who is let in, and how they change. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withNewCertificates } from "../../cli/certificates.ts";
import type { Deployment } from "../../cli/interrupted.ts";
import { editState } from "../../cli/state.ts";
import { VaultClient } from "../../cli/vault/client.ts";
import { describeWithDocker, docker, inspect } from "../kit/docker.ts";
import { run, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { ask, BUILD_MS } from "../kit/patience.ts";
import { AMQP, answerTo, KAFKA, open, reached, refusal, served } from "../kit/tls-client.ts";
import type { Target } from "../kit/tls-client.ts";
import { takesTurns } from "../kit/turns.ts";

takesTurns();

const MINUTES = 60_000;

const THANOS = "127.30.0.2";
const VAULT = "bev_oracle1_vault";
const POSTGRES = "bev_thanos_postgres";
const CLUSTERS = ["kafka", "rabbitmq"].flatMap((name) =>
  [1, 2, 3].map((n) => `${name}-${String(n)}`),
);
const ONLY = ["vault", "postgres", "connection-pooler", "postgres-exporter", ...CLUSTERS];

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

const containerOf = (service: string) => `bev_thanos_${service.replaceAll("-", "_")}`;

const VERIFIED = "sslmode=verify-full sslrootcert=/authority.pem";

/** A container beside the nodes, with PostgreSQL's own client, its first user's password and the authority. */
function client(script: string, ...args: string[]): string[] {
  const shared = ["--network", "host", "--volumes-from", POSTGRES, "--user", "999:999"];
  return [
    ...["run", "--rm", "--interactive", ...shared],
    ...["--volume", `${authorityFile}:/authority.pem:ro`, "--entrypoint", "sh", image],
    ...["-c", `export PGPASSWORD=$(cat /run/secrets/password); ${script}`, ...args],
  ];
}

const WHO = `host=${THANOS} user=researcher dbname=osint`;

function psql(options: string, statement: string): Promise<Run> {
  return run("docker", client(`psql "${WHO} ${options}" -qAtc "$0"`, statement));
}

/** A session that is opened before something happens, and asked after it. */
async function longSession(): Promise<() => Promise<string>> {
  const child = spawn("docker", client(`exec psql "${WHO} port=5432 ${VERIFIED}" -qAt`));
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
while :; do
  said=$(query); [ "$said" = answered ] && echo once && continue
  said=$(query); [ "$said" = answered ] && echo twice || echo "lost $said"
done`;

class Load {
  readonly #child = spawn("docker", client(LOAD));
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
      await sleep(100);
    }
  }
}

let image: string;
let authorityFile: string;

describeWithDocker("TLS between nodes", () => {
  let program: LocalProgram;
  let first: Run;
  /** What Vault's certificates chain to, and what its own does. */
  let authority: string;
  let other: string;
  let token: string;

  const up = () => program.bev("up", "--local", "oracle1", "thanos", "--only", ONLY.join(","));
  const target = (service: string, changes: Partial<Target> = {}): Target => ({
    ...{ host: THANOS, port: PORTS[service] ?? 0, authority, isPostgres: isPostgres(service) },
    ...changes,
  });
  const serials = async (services: readonly string[]) =>
    Object.fromEntries(
      await Promise.all(
        services.map(async (one) => [one, (await served(target(one))).serialNumber] as const),
      ),
    );

  /** Changes what the stack remembers of itself, as `bev` does. */
  function edit(change: (state: Deployment) => Deployment, stack = "thanos"): Promise<Deployment> {
    const stage = path.join(program.directory, ".bev", "local");
    const environment = {
      PULUMI_BACKEND_URL: `file://${path.join(stage, "state")}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: path.join(stage, "passphrase"),
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    };
    return editState({ project: path.join(stage, "project"), environment }, stack, change);
  }

  async function output(stack: string): Promise<Record<string, unknown>> {
    const args = ["stack", "output", "--json", "--show-secrets", "--stack", stack];
    const { stdout } = await succeeded(program.pulumi(...args));
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  beforeAll(async () => {
    program = new LocalProgram();
    first = await up();
    const { contract, vaultToken } = (await output("oracle1")) as {
      contract: { authority: string; vault: { authority: string } };
      vaultToken: string;
    };
    authority = contract.authority;
    other = contract.vault.authority;
    token = vaultToken;
    authorityFile = path.join(program.directory, "authority.pem");
    writeFileSync(authorityFile, authority, { mode: 0o644 });
    ({ Image: image } = await inspect(POSTGRES));
  }, BUILD_MS);

  afterAll(async () => {
    await program.bev("down");
    program.remove();
  });

  it("is deployed, and has nothing to change afterwards", async () => {
    expect(`${first.output} code ${String(first.code)}`).toMatch(/code 0$/);
    for (const stack of ["oracle1", "thanos"]) {
      const args = ["preview", "--stack", stack, "--expect-no-changes", "--refresh"];
      const planned = await program.pulumi(...args);
      expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
    }
  });

  describe("of every server", () => {
    it.each(SERVERS)("%s has a certificate of Vault's for its node and name", async (service) => {
      const certificate = await served(target(service));
      expect(certificate.issuer.CN).toBe("BEV services");
      expect(certificate.subject.CN).toBe(service);
      expect(certificate.subjectaltname?.split(", ").sort()).toEqual([
        ...[
          `DNS:${service}`,
          "DNS:localhost",
          "IP Address:127.0.0.1",
          `IP Address:${THANOS}`,
        ].sort(),
      ]);
      const days = (Date.parse(certificate.valid_to) - Date.now()) / (24 * 60 * MINUTES);
      expect(Math.round(days)).toBe(180);
      expect(await refusal(target(service, { name: service }))).toBe("none");
    });

    it.each(SERVERS)(
      "%s is refused by who trusts another authority or asks for another",
      async (service) => {
        expect(await refusal(target(service, { authority: other }))).toMatch(
          /^(?:UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)$/,
        );
        expect(await refusal(target(service, { name: "vault" }))).toBe(
          "ERR_TLS_CERT_ALTNAME_INVALID",
        );
      },
    );
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
    expect((await run("docker", ["exec", POSTGRES, "sh", "-c", inside])).output).toContain(
      'no pg_hba.conf entry for host "127.0.0.1"',
    );
  });

  it("lets the exporter in", async () => {
    const address = await docker("port", "bev_thanos_postgres_exporter", "9187/tcp");
    const metrics = await (await fetch(`http://${address}/metrics`)).text();
    expect(metrics).toContain("\npg_up 1\n");
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
    const logged = async () => (await run("docker", ["logs", containerOf(service)])).output;
    expect(await ask(logged, (found) => log.test(found))).toMatch(log);
  });

  it("has Vault issue nothing for another node, nor for a foreign name", async () => {
    const { vault } = (await output("oracle1"))["contract"] as { vault: { authority: string } };
    const client = new VaultClient("https://127.30.0.1:8200", vault.authority);
    const ask = (role: string, name: string) =>
      client.ask("POST", `pki/issue/${role}`, { common_name: name }, token);
    for (const name of ["vault", "example.org", "a.postgres", "*.postgres", "*"]) {
      const { status, body } = await ask("thanos", name);
      expect(`${name}: ${String(status)} ${JSON.stringify(body)}`).toMatch(
        /: 400 .*not allowed by this role/,
      );
    }
    expect((await ask("thanos", "postgres")).status).toBe(200);
    expect((await ask("starlord", "postgres")).status).toBe(400);
    expect((await client.ask("POST", "pki/root/sign-intermediate", {}, token)).status).toBe(403);
  });

  it("changes the certificate of PostgreSQL under load", async () => {
    const before = await inspect(POSTGRES);
    const [old, session] = await Promise.all([serials(["postgres"]), longSession()]);
    const load = new Load(target("postgres"));
    await edit((state) => withNewCertificates(state, ["postgres"]));
    const changed = await up();
    expect(`${changed.output} code ${String(changed.code)}`).toMatch(/code 0$/);
    await sleep(2000);
    const { queries, retried, lost, serials: seen } = await load.end();
    console.log(
      `postgres: ${String(queries)} queries, each over TLS of its own; ${String(retried)} tried twice, ${String(lost.length)} lost; ${String(seen)} certificates seen`,
    );
    expect(lost).toEqual([]);
    expect(queries).toBeGreaterThan(20);
    expect(seen).toBe(2);
    expect(await serials(["postgres"])).not.toEqual(old);
    const after = await inspect(POSTGRES);
    expect([after.Id, after.State.StartedAt]).toEqual([before.Id, before.State.StartedAt]);
    expect(await session()).toBe("1");
    const planned = await program.pulumi("preview", "--stack", "thanos", "--expect-no-changes");
    expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
  });

  it("changes what ends soon by itself, while its server runs, and nothing else", async () => {
    const soon = new Date(Date.now() + 50 * 24 * 60 * MINUTES).toISOString();
    const ending = ["connection-pooler", "kafka-2", "rabbitmq-3"];
    const before = await serials(SERVERS);
    const started = async () =>
      (await Promise.all(ending.map((one) => inspect(containerOf(one))))).map(
        ({ Id, State }) => `${Id} ${State.StartedAt}`,
      );
    const running = await started();
    const vault = { host: "127.30.0.1", port: 8200, authority: other };
    const [{ serialNumber }, { Id }] = await Promise.all([served(vault), inspect(VAULT)]);
    await edit((state) => withOutput(state, "certificates", ending, soon));
    await edit((state) => withOutput(state, "certificates", ["vault"], soon), "oracle1");
    const changed = await up();
    expect(`${changed.output} code ${String(changed.code)}`).toMatch(/code 0$/);
    const after = await serials(SERVERS);
    const different = SERVERS.filter((one) => after[one] !== before[one]);
    expect(different.sort()).toEqual(ending);
    expect(await started()).toEqual(running);
    expect((await served(vault)).serialNumber).not.toBe(serialNumber);
    expect((await inspect(VAULT)).Id).toBe(Id);
    const status = (await program.bev("status", "--local", "thanos")).stdout;
    const end = new Date(Date.now() + 180 * 24 * 60 * MINUTES).toISOString().slice(0, 10);
    expect(status).toContain(`thanos: certificates end: connection-pooler ${end}, kafka-1 ${end}`);
    const { rotated } = (await output("thanos"))["run"] as { rotated: Record<string, number> };
    expect(rotated).toEqual({
      "connection-pooler/certificate": 1,
      "kafka-2/certificate": 1,
      "postgres/certificate": 1,
      "rabbitmq-3/certificate": 1,
    });
  });

  it("keeps every key out of the state, the logs and what Docker shows", async () => {
    const keys = await Promise.all(
      ["postgres", "connection-pooler", "rabbitmq-1"].map((service) =>
        docker("exec", containerOf(service), "cat", "/run/secrets/key.pem"),
      ),
    );
    const seen = [
      first.output,
      await docker("inspect", ...SERVERS.map(containerOf)),
      ...program.stateFiles(),
      await docker("exec", VAULT, "sh", "-c", "cat /vault/logs/*"),
    ].join("\n");
    expect(seen).toContain("pki/issue/thanos");
    for (const key of keys) {
      const [, body = ""] = key.split("\n");
      expect(body).toHaveLength(64);
      expect(seen.includes(body)).toBe(false);
    }
  });
});

/** The same state, in whose output `name` these keys have another value. */
function withOutput(
  state: Deployment,
  name: string,
  keys: readonly string[],
  value: string,
): Deployment {
  const changed = Object.fromEntries(keys.map((key) => [key, value]));
  const resources = (state.resources ?? []).map((resource) => {
    const known = resource.outputs?.[name];
    if (resource.type !== "pulumi:pulumi:Stack") return resource;
    return {
      ...resource,
      outputs: { ...resource.outputs, [name]: { ...(known as object), ...changed } },
    };
  });
  return { ...state, resources };
}
