/** The agent of a node: it brings each service that asks Vault for something what it logs in with. */
import type { Service } from "../../catalog/resolve.ts";
import { instanceName, volumeName } from "../../lib/names.ts";
import { agentRole, serviceRole } from "./paths.ts";

export const AGENT = "vault-agent";

/** In a service's container: its `role-id`, its `wrapped-secret-id` and Vault's `authority.pem`. */
export const HANDOVER_PATH = "/run/vault";

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
  /** Of the process that reads it. */
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
    .flatMap(({ name, image, replicas }) =>
      Array.from({ length: replicas.count }, (_, index) => {
        const instance = instanceName(name, index);
        return {
          instance,
          role: serviceRole(stack, name),
          volume: volumeName(prefix, instance, "vault"),
          gid: image.user.split(":")[1] ?? "",
        };
      }),
    );
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
  return `# What services of this node log in to Vault with, made anew all the time (ADR-0013).
umask 077
own=${credential}
export HOME=${scratch} VAULT_ADDR="https://$VAULT" VAULT_CACERT="$own/authority.pem"
# A round with a Vault that does not answer must end before the health check gives up.
export VAULT_CLIENT_TIMEOUT=5s VAULT_MAX_RETRIES=0

# say WHAT: once, until it changes.
say() {
  [ "$1" = "$said" ] || echo "vault-agent: $1"
  said=$1
}

# replace MODE FILE COMMAND...: with what the command prints; whoever reads it has the old or the new one.
replace() {
  mode=$1
  file=$2
  shift 2
  "$@" >"$file.new" 2>"$HOME/error" && [ -s "$file.new" ] && chmod "$mode" "$file.new" &&
    mv -f "$file.new" "$file"
}

log_in() {
  if ! [ -s "$own/secret-id" ]; then
    echo "there is no secret-id yet, the next update brings one" >"$HOME/error"
    return 1
  fi
  replace 0400 "$HOME/.vault-token" vault write -field=token auth/approle/login \\
    role_id=@"$own/role-id" secret_id=@"$own/secret-id"
}

# Its own next secret-id, once with each login: the last one is good for a day.
renew() {
  replace 0400 "$own/secret-id" vault write -f -field=secret_id ${role}/secret-id
}

# bring ROLE FOLDER
bring() {
  date +%s >"$HOME/alive"
  if replace 0440 "$2/authority.pem" cat "$VAULT_CACERT" &&
    replace 0440 "$2/role-id" vault read -field=role_id "auth/approle/role/$1/role-id" &&
    replace 0440 "$2/wrapped-secret-id" vault write -f -wrap-ttl=600s -field=wrapping_token \\
      "auth/approle/role/$1/secret-id"; then
    brought=$((brought + 1))
  else
    failed="$failed $1"
  fi
}

round() {
  brought=0
  failed=
  [ -n "$renewed" ] || { renew && renewed=1; } || failed=" itself"
${handovers.map((one) => `  bring ${one.role} ${one.folder}\n`).join("")}  [ -z "$failed" ]
}

# wait_for SECONDS: or until somebody wants another round.
wait_for() {
  left=$1
  while [ "$left" -gt 0 ] && ! [ -e "$HOME/again" ]; do
    sleep 1
    left=$((left - 1))
  done
}

said=
since=0
while :; do
  # From here on a wish is for the round after this one.
  [ ! -e "$HOME/again" ] || mv -f "$HOME/again" "$HOME/going"
  now=$(date +%s)
  echo "$now" >"$HOME/alive"
  pause=${String(pauses.retry)}
  if [ $((now - since)) -ge ${String(pauses.login)} ]; then
    if log_in; then
      since=$now
      renewed=
    else
      since=0
      say "cannot log in: $(tail -n 1 "$HOME/error")"
    fi
  fi
  if [ "$since" -ne 0 ]; then
    pause=${String(pauses.round)}
    if round; then
      say "goes round, services: $brought"
      rm -f "$HOME/going"
    else
      say "brings nothing to$failed: $(tail -n 1 "$HOME/error")"
      # Its token may have been revoked.
      [ "$brought" -gt 0 ] || since=0
      # Somebody waits for this round.
      [ ! -e "$HOME/going" ] || pause=${String(pauses.retry)}
    fi
  fi
  wait_for "$pause"
done
`;
}
