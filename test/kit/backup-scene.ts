/** A real store and a real agent of backups beside a Redis, with names and a network of a test's own. */
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
import { docker, removeAll } from "./docker.ts";
import { run } from "./engine.ts";
import type { Run } from "./engine.ts";
import { ensureLabImage } from "./lab-image.ts";
import { ask } from "./patience.ts";

export const LOGIN = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
export const KEY = "correct horse battery staple";

const hardened = [
  "--init",
  "--read-only",
  "--cap-drop=ALL",
  "--security-opt=no-new-privileges:true",
];

export class BackupScene {
  readonly host = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
  readonly store: string;
  readonly agent: string;
  readonly redis: string;
  readonly #prefix: string;
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "backups-"));

  constructor(subject: string) {
    this.#prefix = `bev_test_${subject}`;
    [this.store, this.agent, this.redis] = ["store", "agent", "redis"].map((what) =>
      this.name(what),
    ) as [string, string, string];
  }

  name(what: string): string {
    return `${this.#prefix}_${what}`;
  }

  /** @param plan what the agent of THANOS saves */
  async start(plan: BackupPlan): Promise<void> {
    await this.end();
    await this.#files(plan);
    await docker("network", "create", this.name("net"));
    const place = ["--network", this.name("net"), "--tmpfs", "/tmp:rw,mode=1777,size=256m"];
    await docker(
      ...["run", "--detach", "--name", this.redis, "--hostname", "redis", ...place],
      ...[...hardened, "--user", "999:999", "--volume", `${this.name("data")}:/data`],
      ...["--health-cmd", "redis-cli ping", "--health-interval", "1s"],
      ...[await ensureLabImage("redis"), "redis-server", "--dir", "/data", "--save", "60 1"],
    );
    await docker(
      ...["run", "--detach", "--name", this.store, "--network-alias", "store", ...place],
      ...[...hardened, "--user", "1000:1000"],
      ...["--volume", `${this.name("stored")}:/var/lib/backup-store`],
      ...["--volume", `${this.#folder}/store:/run/secrets:ro`],
      ...["--volume", `${this.#folder}/serve:/etc/bev:ro`],
      ...[await ensureLabImage("rclone"), "sh", "/etc/bev/serve.sh"],
    );
    await docker(
      ...["run", "--detach", "--name", this.agent, "--hostname", "backup-thanos", ...place],
      ...[...hardened, "--user", "0:0", "--volume", `${this.name("state")}:/var/lib/backup`],
      ...["--volume", `${this.#folder}/agent:/run/secrets:ro`],
      ...["--volume", `${this.#folder}/config:/etc/bev:ro`],
      ...["--volume", `${this.host.replace("unix://", "")}:/engine/docker.sock:ro`],
      ...["--env", "BACKUP_STORE=store:8485", "--env", "BACKUP_EVERY=24h"],
      await ensureLabImage("backup"),
    );
    await this.#letIn();
    await this.inStore("sh /etc/bev/room.sh /var/lib/backup-store");
  }

  end(): Promise<void> {
    return removeAll(this.#prefix);
  }

  ask(...words: string[]): Promise<Run> {
    return run("docker", ["exec", this.agent, "backup", ...words]);
  }

  /** A shell's command in the agent's container, where everything is that an attacker on THANOS has. */
  inAgent(command: string): Promise<Run> {
    return run("docker", ["exec", this.agent, "sh", "-c", command]);
  }

  /** As an operator of the storing node. */
  inStore(command: string): Promise<string> {
    return docker("exec", this.store, "sh", "-c", command);
  }

  async saved(...services: string[]): Promise<BackupEvent[]> {
    const { stdout } = await this.ask("run", ...services);
    const lines = stdout.split("\n").filter(Boolean);
    return lines
      .map((line) => JSON.parse(line) as BackupEvent)
      .filter(({ event }) => event !== "saving");
  }

  async listed(): Promise<Snapshot[]> {
    const { stdout, output, code } = await this.ask("list");
    if (code !== 0) throw new Error(output);
    return JSON.parse(stdout) as Snapshot[];
  }

  async #files(plan: BackupPlan): Promise<void> {
    const authority = await certificateStep({ name: "test", days: 1 });
    const [certificate = "", key = ""] = authority.split(/(?=-----BEGIN PRIVATE KEY)/);
    const served = await certificateStep({
      ...{ name: "store", days: 1, authority: { certificate, key }, hosts: ["store"] },
    });
    const [server = "", serverKey = ""] = served.split(/(?=-----BEGIN PRIVATE KEY)/);
    this.#put("store/certificate.pem", server);
    this.#put("store/key.pem", serverKey);
    this.#put("agent/authority.pem", certificate);
    this.#put("agent/login", LOGIN);
    this.#put("agent/repository", KEY);
    this.#put("config/backup.json", JSON.stringify(plan));
    for (const [file, render] of Object.entries(backupStore.config ?? {}))
      this.#put(`serve/${file}`, render({} as ConfigContext) as string);
  }

  /** A file that containers see: each has another user. */
  #put(file: string, content: string): void {
    const target = path.join(this.#folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
    chmodSync(target, 0o444);
  }

  /** As the data step of an update does. */
  async #letIn(): Promise<void> {
    const users = ["thanos", "oracle1"];
    const logins = users.map((user) => ({ user, secret: `backup-${user}/login` }));
    const verifiers = {
      "backup-thanos/login": htpasswdVerifier(LOGIN),
      "backup-oracle1/login": htpasswdVerifier("another"),
    };
    const context = { verifiers } as unknown as DataContext;
    const data = backupStore.data?.({ engine: "backup-store", logins }, context) ?? "";
    await ask(
      () => run("docker", ["exec", this.store, "sh", "-c", data]),
      ({ code }) => code === 0,
    );
  }
}
