/** A real Vault server as a process of this machine, with TLS, for tests that need no container. */
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureProgram } from "./image-program.ts";
import { nameOf } from "../../src/lib/resources.ts";
import type { StateResource } from "./docker.ts";
import { freePort } from "./processes.ts";
import { ObservedProject } from "./steps.ts";
import type { Steps } from "./steps.ts";

export type Data = Record<string, unknown>;

export class VaultServer {
  readonly directory = mkdtempSync(path.join(os.tmpdir(), "bev-vault-"));
  readonly caFile = this.file("ca.pem");
  address = "";
  rootToken = "";
  #key = "";
  #process: ChildProcess | undefined;

  file(name: string): string {
    return path.join(this.directory, name);
  }

  /** Starts it, initialised and unsealed. */
  async start(): Promise<void> {
    await this.launch();
    await this.initialise();
  }

  /** Starts it as it is: new, and not initialised. */
  async launch(): Promise<void> {
    const program = await ensureProgram("vault");
    makeCertificates(this.directory);
    const port = await freePort();
    this.address = `https://127.0.0.1:${String(port)}`;
    writeFileSync(this.file("vault.hcl"), configuration(this.directory, port));
    this.#process = spawn(program, ["server", `-config=${this.file("vault.hcl")}`], {
      stdio: "ignore",
    });
    await this.#answers();
  }

  async initialise(): Promise<void> {
    const one = { secret_shares: 1, secret_threshold: 1 };
    const answer = await this.#exchange("PUT", "sys/init", one);
    this.#key = (answer["keys_base64"] as string[])[0] ?? "";
    this.rootToken = String(answer["root_token"]);
    await this.unseal();
  }

  async unseal(): Promise<void> {
    await this.#exchange("PUT", "sys/unseal", { key: this.#key });
    while (!(await this.#isActive())) await sleep(50);
  }

  async seal(): Promise<void> {
    await this.sealWith(this.rootToken);
  }

  async sealWith(token: string): Promise<void> {
    await this.#exchange("POST", "sys/seal", {}, token);
  }

  /** What Vault itself says; undefined where it has nothing. */
  async read(at: string): Promise<Data | undefined> {
    const answer = await this.#exchange("GET", at, undefined, this.rootToken);
    return (answer["data"] ?? undefined) as Data | undefined;
  }

  async write(at: string, body: Data): Promise<Data> {
    const answer = await this.#exchange("POST", at, body, this.rootToken);
    if (answer["errors"]) throw new Error(`POST ${at}: ${JSON.stringify(answer["errors"])}`);
    return (answer["data"] ?? answer["auth"] ?? {}) as Data;
  }

  async remove(at: string): Promise<void> {
    await this.#exchange("DELETE", at, undefined, this.rootToken);
  }

  async stop(): Promise<void> {
    const { exitCode } = this.#process ?? { exitCode: 0 };
    if (exitCode === null) {
      this.#process?.kill("SIGKILL");
      await once(this.#process as ChildProcess, "exit");
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #answers(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#exchange("GET", "sys/seal-status");
        return;
      } catch (error) {
        if (attempt === 600) throw error;
        await sleep(100);
      }
    }
  }

  /** Unsealed it still takes a moment until it has its mounts. */
  async #isActive(): Promise<boolean> {
    const { data } = await this.#exchange("GET", "sys/mounts", undefined, this.rootToken);
    return data !== undefined;
  }

  #exchange(method: string, at: string, body?: Data, token?: string): Promise<Data> {
    const ca = readFileSync(this.caFile);
    const headers = token === undefined ? {} : { "X-Vault-Token": token };
    return new Promise((resolve, reject) => {
      const request = https.request(`${this.address}/v1/${at}`, { method, ca, headers });
      request.on("error", reject).on("response", (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
        response.on("end", () => {
          resolve(text === "" ? {} : (JSON.parse(text) as Data));
        });
      });
      request.end(body && JSON.stringify(body));
    });
  }
}

/** In memory: what is tested is the API. */
function configuration(directory: string, port: number): string {
  return `
storage "inmem" {}
listener "tcp" {
  address = "127.0.0.1:${String(port)}"
  tls_cert_file = "${directory}/server.pem"
  tls_key_file = "${directory}/server.key"
}
disable_mlock = true
api_addr = "https://127.0.0.1:${String(port)}"
`;
}

function makeCertificates(directory: string): void {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const openssl = (...args: string[]) =>
    execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca");
  openssl(
    ...["req", "-x509", ...key, "-keyout", "server.key", "-out", "server.pem"],
    ...["-subj", "/CN=vault", "-CA", "ca.pem", "-CAkey", "ca.key"],
    ...["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE"],
  );
}

/** A resource of the program. */
export interface Declared {
  /** Its class below the package, such as `kv.SecretV2`. */
  of: string;
  args: Data;
  options?: Data;
}

const PROGRAM = `
import * as vault from "@pulumi/vault";
import { readFileSync } from "node:fs";
const { provider: args, resources } = JSON.parse(readFileSync("declared.json", "utf8"));
const provider = new vault.Provider("vault", args);
const dependsOn = [];
for (const [name, { of, args, options }] of Object.entries(resources)) {
  const Resource = of.split(".").reduce((from, part) => from[part], vault);
  dependsOn.push(new Resource(name, args, { provider, dependsOn: [...dependsOn], ...options }));
}
`;

/** A project whose program declares resources of Vault, each after the one before it. */
export class VaultProject extends ObservedProject {
  constructor(environment: Record<string, string> = {}) {
    super("vault", PROGRAM, environment);
  }

  declare(provider: Data, resources: Record<string, Declared>): this {
    this.write("declared.json", JSON.stringify({ provider, resources }));
    return this;
  }

  refresh(...flags: string[]): Promise<Steps> {
    return this.observed((log) =>
      this.pulumi("refresh", "--yes", "--skip-preview", "--color=never", ...log, ...flags),
    );
  }

  /** The resources of the state, by their names in the program. */
  async resources(): Promise<Record<string, StateResource | undefined>> {
    const { deployment } = JSON.parse(await this.state()) as {
      deployment: { resources?: StateResource[] };
    };
    return Object.fromEntries((deployment.resources ?? []).map((one) => [nameOf(one.urn), one]));
  }
}
