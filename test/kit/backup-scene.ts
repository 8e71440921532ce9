/** A real store and a real agent of backups beside a Redis, with names and a network of a test's own. */
import type { BackupPlan } from "../../src/software/backup/index.ts";
import { BackupAgent, hardened } from "./backup-agent.ts";
import { docker } from "./docker-engine.ts";
import { run } from "./engine.ts";
import type { Run } from "./engine.ts";
import { ensureLabImage } from "./lab-image.ts";

export class BackupScene extends BackupAgent {
  readonly redis = this.name("redis");

  constructor(subject: string) {
    super(`bev_test_${subject}`);
  }

  /** An entry of a plan: saves what this Redis holds. */
  get savedRedis(): BackupPlan["services"][number] {
    return {
      ...{ service: "redis", container: this.redis, into: "volume" },
      save: "set -e; redis-cli save >/dev/null; tar -C /data -cf - dump.rdb",
      restore: "tar -C /data -xf -",
      facts: 'echo "keys $(redis-cli dbsize)"; echo "canary $(redis-cli get canary)"',
    };
  }

  /** @param plan what the agent of THANOS saves, also by itself */
  override async start(plan: BackupPlan): Promise<void> {
    await this.prepare();
    await docker(
      ...["run", "--detach", "--name", this.redis, "--hostname", "redis", ...this.place],
      ...[...hardened, "--user", "999:999", "--volume", `${this.name("data")}:/data`],
      ...["--health-cmd", "redis-cli ping", "--health-interval", "1s"],
      ...[await ensureLabImage("redis"), "redis-server", "--dir", "/data", "--save", "60 1"],
    );
    await this.startKnowing(plan);
    await this.inStore("sh /etc/bev/room.sh /var/lib/backup-store");
  }

  /** A shell's command in the agent's container, where everything is that an attacker on THANOS has. */
  inAgent(command: string): Promise<Run> {
    return run("docker", ["exec", this.agent, "sh", "-c", command]);
  }

  /** As an operator of the storing node. */
  inStore(command: string): Promise<string> {
    return docker("exec", this.store, "sh", "-c", command);
  }
}
