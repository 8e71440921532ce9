/** A real agent of services/backup, and the store that it saves in, on a network of their own. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Snapshot } from "../../operations/backup/agents.ts";
import type { BackupEvent } from "../../operations/backup/runs.ts";
import { htpasswdVerifier } from "../../src/lib/htpasswd.ts";
import { backupStore } from "../../src/software/backup-store/index.ts";
import type { BackupPlan } from "../../src/software/backup/index.ts";
import type { ConfigContext, DataContext } from "../../src/software/software.ts";
import { certificateStep } from "../../src/steps/certificate.ts";
import { docker, removeAll } from "./docker-engine.ts";
import { run } from "./engine.ts";
import type { Run } from "./engine.ts";
import { ensureLabImage } from "./lab-image.ts";
import { ask } from "./patience.ts";

/** What the agent logs in to the store with. */
export const LOGIN = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
export const REPOSITORY_KEY = "correct horse battery staple";

export const hardened = [
  "--init",
  "--read-only",
  "--cap-drop=ALL",
  "--security-opt=no-new-privileges:true",
];

const METRICS = "http://127.0.0.1:9488";

export class BackupAgent {
  readonly host = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
  readonly prefix: string;
  readonly agent: string;
  readonly store: string;
  /** Options of a container beside them. */
  readonly place: string[];
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "backups-"));

  constructor(prefix: string) {
    this.prefix = prefix;
    this.agent = this.name("agent");
    this.store = this.name("store");
    this.place = ["--network", this.name("net"), "--tmpfs", "/tmp:rw,mode=1777,size=256m"];
  }

  name(what: string): string {
    return `${this.prefix}_${what}`;
  }

  /** A file that containers see; `mode` because each has another user. */
  put(file: string, content: string, mode = 0o444): string {
    const target = path.join(this.#folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
    chmodSync(target, mode);
    return target;
  }

  /** Removes what a former run left; then services beside it may start. */
  async prepare(): Promise<void> {
    await removeAll(this.prefix);
    await docker("network", "create", this.name("net"));
  }

  /**
   * The agent that goes on knows of no service, so that nothing runs but what a test asks for; its verbs know the plan, and
   * so does the agent once it is started again.
   *
   * @param options more of the agent's container
   */
  async start(plan: BackupPlan, options: readonly string[] = []): Promise<void> {
    await this.startKnowing({ ...plan, services: [] }, options);
    this.plan(plan);
  }

  /** The agent that goes on knows the plan, and saves what is due. */
  async startKnowing(plan: BackupPlan, options: readonly string[] = []): Promise<void> {
    const folder = this.#folder;
    await this.#secrets();
    this.plan(plan);
    for (const [file, render] of Object.entries(backupStore.config ?? {}))
      this.put(`serve/${file}`, render({} as ConfigContext) as string);
    await docker(
      ...["run", "--detach", "--name", this.store, "--network-alias", "store", ...this.place],
      ...[
        ...hardened,
        "--user",
        "1000:1000",
        "--volume",
        `${this.name("stored")}:/var/lib/backup-store`,
      ],
      ...["--volume", `${folder}/store:/run/secrets:ro`, "--volume", `${folder}/serve:/etc/bev:ro`],
      ...[await ensureLabImage("rclone"), "sh", "/etc/bev/serve.sh"],
    );
    const socket = this.host.replace("unix://", "");
    await docker(
      ...["run", "--detach", "--name", this.agent, "--hostname", "backup-thanos", ...this.place],
      ...[...hardened, "--user", "0:0", "--volume", `${this.name("state")}:/var/lib/backup`],
      ...[
        "--volume",
        `${folder}/agent:/run/secrets:ro`,
        "--volume",
        `${folder}/config:/etc/bev:ro`,
      ],
      ...["--volume", `${socket}:/engine/docker.sock:ro`],
      ...["--env", "BACKUP_STORE=store:8485", "--env", "BACKUP_EVERY=24h", ...options],
      await ensureLabImage("backup"),
    );
    await this.#letIn();
    await ask(
      () => run("docker", ["exec", this.agent, "wget", "-q", "-O", "-", `${METRICS}/health`]),
      ({ code }) => code === 0,
    );
  }

  plan(plan: BackupPlan): void {
    this.put("config/backup.json", JSON.stringify(plan));
  }

  async #secrets(): Promise<void> {
    const authority = await certificateStep({ name: "test", days: 1 });
    const [certificate = "", key = ""] = authority.split(/(?=-----BEGIN PRIVATE KEY)/);
    const served = await certificateStep({
      ...{ name: "store", days: 1, authority: { certificate, key }, hosts: ["store"] },
    });
    const [server = "", serverKey = ""] = served.split(/(?=-----BEGIN PRIVATE KEY)/);
    this.put("store/certificate.pem", server);
    this.put("store/key.pem", serverKey);
    this.put("agent/authority.pem", certificate);
    this.put("agent/login", LOGIN);
    this.put("agent/repository", REPOSITORY_KEY);
  }

  async #letIn(): Promise<void> {
    const logins = {
      engine: "backup-store" as const,
      logins: [
        { user: "thanos", secret: "backup-thanos/login" },
        { user: "oracle1", secret: "backup-oracle1/login" },
      ],
    };
    const verifiers = {
      "backup-thanos/login": htpasswdVerifier(LOGIN),
      "backup-oracle1/login": htpasswdVerifier("another"),
    };
    const data = backupStore.data?.(logins, { verifiers } as unknown as DataContext) ?? "";
    await ask(
      () => run("docker", ["exec", this.store, "sh", "-c", data]),
      ({ code }) => code === 0,
    );
  }

  remove(): Promise<void> {
    return removeAll(this.prefix);
  }

  verb(...words: string[]): Promise<Run> {
    return run("docker", ["exec", this.agent, "backup", ...words]);
  }

  /** What it tells in the end of each service that it saves or drills. */
  async told(verb: "run" | "drill", ...services: string[]): Promise<BackupEvent[]> {
    return eventsOf(await this.verb(verb, ...services));
  }

  async listed(): Promise<Snapshot[]> {
    const { stdout, output, code } = await this.verb("list");
    if (code !== 0) throw new Error(output);
    return JSON.parse(stdout) as Snapshot[];
  }
}

export function eventsOf({ stdout }: Pick<Run, "stdout">): BackupEvent[] {
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as BackupEvent)
    .filter(({ event }) => event !== "saving" && event !== "drilling");
}
