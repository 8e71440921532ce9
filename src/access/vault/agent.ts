/** The Vault agent of a node: it gives each service that uses Vault the credential to log in. */
import type { Service } from "../../catalog/resolve.ts";
import type { Fault } from "../../lib/faults.ts";
import { instanceName, volumeName } from "../../lib/names.ts";
import { shellScript } from "../../lib/shell-script.ts";
import { agentRole, serviceRole } from "./paths.ts";

export const AGENT = "vault-agent";

/** What the agent logs in with itself, in a folder of its volume. */
export const CREDENTIAL = {
  volume: "data",
  folder: "agent",
  path: "/vault/file/agent",
};

/** A folder in memory, between the agent and one instance of a service. */
export interface Handover {
  instance: string;
  role: string;
  volume: string;
  /** Numeric `uid:gid` of the process that reads it. */
  gid: string;
}

/** None where no agent runs. */
export function handoversOf(
  services: readonly Service[],
  { stack, prefix }: { stack: string; prefix: string },
): Handover[] {
  if (!services.some(({ name }) => name === AGENT)) return [];
  return services
    .filter(({ vault }) => vault)
    .flatMap(({ name, user, replicas }) =>
      Array.from({ length: replicas.count }, (_, index) => {
        const instance = instanceName(name, index);
        return {
          instance,
          role: serviceRole(stack, name),
          volume: volumeName(prefix, instance, "vault"),
          gid: user.split(":")[1] ?? "",
        };
      }),
    );
}

/** Without an agent nothing is brought to a service. */
export function agentFaults(services: readonly Service[]): Fault[] {
  if (services.some(({ name }) => name === AGENT)) return [];
  return services
    .filter(({ vault }) => vault)
    .map(({ name, node, family }) => ({
      path: `${node}/${name}/vault`,
      problem: `must be absent, because no ${AGENT} runs on ${node}`,
      fix: `set it in src/catalog/${family}.ts, or add a ${AGENT} to the node`,
    }));
}

/**
 * Options of its volume. The agent owns it, has no capability to give a file away, and so leaves the
 * group to read: what it makes there has the folder's.
 */
export function handoverOptions(
  { gid }: Handover,
  agent: Pick<Service, "image">,
): Record<string, string> {
  const [uid = ""] = agent.image.user.split(":");
  return {
    type: "tmpfs",
    device: "tmpfs",
    o: `size=1m,uid=${uid},gid=${gid},mode=2750,nosuid,nodev,noexec`,
  };
}

export interface AgentPlan {
  stack: string;
  /** Where what it logs in with is. */
  credential: string;
  /** Where what must not outlive the container goes. */
  scratch: string;
  handovers: { role: string; folder: string }[];
  /** Seconds: between rounds, between attempts to log in, and that one login is good for. */
  pauses: { round: number; retry: number; login: number };
}

/**
 * A round every two minutes: a service that starts twice in between waits for the next. A wrapped
 * secret-id ends ten minutes after it was made, so that there is always one with eight or more.
 */
export const PAUSES = { round: 120, retry: 10, login: 1800 };

/** For its container's shell: goes round now, and is done when every service has been brought all. */
export const GO_ROUND = [
  "touch /tmp/again",
  "for _ in $(seq 300); do [ -e /tmp/again ] || [ -e /tmp/going ] || exit 0; sleep 0.2; done",
  "echo 'vault-agent: must go round within a minute, did not; see docker logs of it' >&2",
  "exit 1",
].join("\n");

/** For any POSIX shell with Vault's own tool. */
export function renderAgent({ stack, credential, scratch, handovers, pauses }: AgentPlan): string {
  const role = `auth/approle/role/${agentRole(stack)}`;
  return shellScript(new URL("agent.sh", import.meta.url), {
    ...{ credential, scratch, role },
    ...{ retry: String(pauses.retry), login: String(pauses.login), round: String(pauses.round) },
    bring: handovers.map((one) => `bring ${one.role} ${one.folder}`).join("\n  "),
  });
}
