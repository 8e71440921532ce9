/** A real PostgreSQL server in a container of its own, for tests that need no stack. */
import { certificateStep } from "../../src/steps/certificate.ts";
import { capture } from "../../operations/command.ts";
import { ensureArchive, planRecipe } from "../../lab/images/build.ts";
import { images } from "../../src/catalog/images.ts";
import { docker } from "./docker-engine.ts";
import { HBA } from "../../src/software/postgres/access.ts";
import { answered, run } from "./engine.ts";
import type { Run } from "./engine.ts";
import { ask } from "./patience.ts";

const FIRST_USER = "researcher";
const IMAGE = "bev-test/postgres:17";
const HASH_LABEL = "bev-test.recipe";

/**
 * The lab's image under a name of the tests' own. It lacks the lab's label: `bev down` removes every image
 * that has it, and fails while one of them runs.
 */
export async function ensurePostgresImage(): Promise<void> {
  const plan = planRecipe("postgres", images.postgres);
  if (!plan) throw new Error("postgres: there is no recipe for its image");
  const format = `{{index .Config.Labels "${HASH_LABEL}"}}`;
  const found = await run("docker", ["image", "inspect", "--format", format, IMAGE]);
  if (found.stdout.trim() === plan.hash) return;
  await ensureArchive(plan, () => undefined);
  const changes = [...plan.config, `LABEL ${HASH_LABEL}=${plan.hash}`];
  await capture("docker", [
    "import",
    ...changes.flatMap((change) => ["--change", change]),
    ...[plan.archive, IMAGE],
  ]);
}

export interface Login {
  username: string;
  password: string;
}

export class PostgresServer {
  readonly #name: string;
  /** `host:port` on this machine. */
  address = "";
  /** PEM that its certificate chains to. */
  authority = "";

  constructor(subject: string) {
    this.#name = `bev_test_${subject}_postgres`;
  }

  async start(): Promise<void> {
    await this.stop();
    const { authority, certificate, key } = await makeCertificates();
    this.authority = authority;
    // The password of the first user serves nobody: it comes over the socket.
    const start = [
      "umask 077; echo unused >/tmp/password",
      'echo "$CERTIFICATE" >/tmp/certificate.pem; echo "$KEY" >/tmp/key.pem',
      `printf '%s' "$HBA" >/tmp/pg_hba.conf; exec docker-entrypoint.sh postgres`,
    ].join("; ");
    const tls =
      "-c ssl=on -c ssl_cert_file=/tmp/certificate.pem -c ssl_key_file=/tmp/key.pem -c hba_file=/tmp/pg_hba.conf";
    await docker(
      ...["run", "--detach", "--rm", "--name", this.#name, "--publish", "127.0.0.1::5432"],
      ...[
        "--user",
        images.postgres.user,
        "--tmpfs",
        "/tmp",
        "--tmpfs",
        "/var/run/postgresql:mode=1777",
      ],
      ...["--env", `POSTGRES_USER=${FIRST_USER}`, "--env", "POSTGRES_DB=osint"],
      ...["--env", "POSTGRES_PASSWORD_FILE=/tmp/password"],
      ...["--env", `CERTIFICATE=${certificate}`, "--env", `KEY=${key}`, "--env", `HBA=${HBA}`],
      ...[IMAGE, "sh", "-c", `${start} ${tls} -c wal_level=logical -c log_statement=ddl`],
    );
    this.address = await docker("port", this.#name, "5432/tcp");
    // Over TCP: the first start runs a temporary server that only has a socket.
    const isReady = () => run("docker", ["exec", this.#name, "pg_isready", "-h", "127.0.0.1"]);
    const { code } = await ask(isReady, (asked) => asked.code === 0);
    if (code !== 0) throw new Error(await docker("logs", this.#name));
  }

  /** A shell script in the container, such as that of the data objects. */
  script(text: string): Promise<string> {
    return docker("exec", this.#name, "sh", "-c", text);
  }

  /** As the first user, who may do everything. */
  query(statement: string, database = "osint"): Promise<string> {
    return docker(
      ...["exec", this.#name, "psql", "-U", FIRST_USER, "-d", database, "-qAt"],
      ...["-v", "ON_ERROR_STOP=1", "-c", statement],
    );
  }

  /** As somebody with a password; a refusal is an answer too. */
  queryAs({ username, password }: Login, statement: string, database = "osint"): Promise<Run> {
    return run("docker", [
      ...["exec", "--env", `PGPASSWORD=${password}`, this.#name],
      ...["psql", "-h", "127.0.0.1", "-U", username, "-d", database, "-qAtc", statement],
    ]);
  }

  async log(): Promise<string> {
    return (await answered(run("docker", ["logs", this.#name]))).output;
  }

  async stop(): Promise<void> {
    await run("docker", ["rm", "--force", "--volumes", this.#name]);
  }
}

/** For loopback, of an authority of its own. */
async function makeCertificates(): Promise<Record<"authority" | "certificate" | "key", string>> {
  const pairOf = (bundle: string) => {
    const [certificate = "", key = ""] = bundle.split(/(?=-----BEGIN PRIVATE KEY-----)/);
    return { certificate, key };
  };
  const signer = pairOf(await certificateStep({ name: "test", days: 1 }));
  const hosts = ["localhost", "127.0.0.1"];
  const request = { name: "postgres", days: 1, hosts, authority: signer };
  return { authority: signer.certificate, ...pairOf(await certificateStep(request)) };
}
