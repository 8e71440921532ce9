/** ssh to the lab's nodes by name and with keys, as in production, without touching ~/.ssh. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { capture, locate } from "../operations/command.ts";
import { RUNTIME } from "./node.ts";
import type { LabNode } from "./node.ts";

const directory = path.join(RUNTIME, "ssh");
const userKey = path.join(directory, "id_ed25519");
const knownHosts = path.join(directory, "known_hosts");
const clientConfig = path.join(directory, "config");

/** First on the PATH, it makes `ssh://thanos` the lab's thanos, for Docker's command and provider. */
export const SSH_PATH = path.join(RUNTIME, "bin");
const wrapper = path.join(SSH_PATH, "ssh");

export function serverConfig({ directory }: LabNode): string {
  return path.join(directory, "sshd_config");
}

export async function writeSshFiles(nodes: readonly LabNode[]): Promise<void> {
  mkdirSync(directory, { recursive: true });
  mkdirSync(SSH_PATH, { recursive: true });
  // Debian's sshd asks for it; the service of its package makes it, where that runs.
  mkdirSync("/run/sshd", { recursive: true });
  await ensureKey(userKey, "bev lab");
  for (const node of nodes) await writeServerFiles(node);
  writeFileSync(knownHosts, nodes.map(knownHost).join(""));
  writeFileSync(clientConfig, renderClientConfig(nodes));
  writeFileSync(wrapper, renderWrapper(), { mode: 0o755 });
}

/** What a command prints on the node. */
export function onNode({ name }: LabNode, command: string): Promise<string> {
  return capture(wrapper, [name, command]);
}

async function writeServerFiles(node: LabNode): Promise<void> {
  mkdirSync(node.directory, { recursive: true });
  await ensureKey(hostKey(node), node.name);
  writeFileSync(serverConfig(node), renderServerConfig(node));
}

/** A key is made once: what trusts it goes on doing so. */
async function ensureKey(file: string, comment: string): Promise<void> {
  if (existsSync(`${file}.pub`)) return;
  rmSync(file, { force: true });
  await capture("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file]);
}

function hostKey({ directory }: LabNode): string {
  return path.join(directory, "host_key");
}

function knownHost(node: LabNode): string {
  return `${node.address} ${readFileSync(`${hostKey(node)}.pub`, "utf8")}`;
}

/**
 * As many connections at once as services wait on a node; Debian's 10 would drop some of them. SHLVL keeps
 * bash from ~/.bashrc, which is a person's: what it prints would break Docker's connection, and its work
 * would be done for each command.
 */
function renderServerConfig(node: LabNode): string {
  return `ListenAddress ${node.address}
HostKey ${hostKey(node)}
PidFile none
AuthorizedKeysFile ${userKey}.pub
AuthenticationMethods publickey
PermitRootLogin prohibit-password
MaxStartups 100
MaxSessions 100
SetEnv DOCKER_HOST=unix://${node.socket} SHLVL=1
`;
}

function renderClientConfig(nodes: readonly LabNode[]): string {
  const hosts = nodes.map(({ name, address }) => `Host ${name}\n  HostName ${address}\n`);
  return `${hosts.join("")}Host *
  User root
  IdentityFile ${userKey}
  IdentitiesOnly yes
  UserKnownHostsFile ${knownHosts}
  GlobalKnownHostsFile none
  StrictHostKeyChecking yes
  BatchMode yes
  ConnectTimeout 5
  ControlMaster auto
  ControlPersist 60
`;
}

/** Its own shared connections: one to production's node of the same name must never serve the lab. */
function renderWrapper(): string {
  const ssh = locate("ssh", SSH_PATH);
  return `#!/bin/sh
exec ${ssh} -F ${clientConfig} -o ControlPath=${directory}/%C "$@"
`;
}
