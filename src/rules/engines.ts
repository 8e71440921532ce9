/** Which Docker Engine a stack may work on: that of its own machine, and no other. */
import { shown } from "../lib/faults.ts";
import { finding } from "./container.ts";
import type { Finding } from "./container.ts";

export interface Machine {
  host: string;
  address: string;
}

export interface Whereabouts {
  stack: string;
  /** By stack. */
  machines: Readonly<Record<string, Machine>>;
}

/** `found` is the host that a resource's provider, or a provider itself, has. */
export function engineFindings(
  at: string,
  found: unknown,
  { stack, machines }: Whereabouts,
): Finding[] {
  const own = machines[stack];
  if (!own) {
    const wanted = `the Engine of ${stack}, a stack without a machine in the site`;
    return [finding(at, wanted, found ?? undefined, "add the machine to policies/kit/site.ts")];
  }
  if (found === own.host) return [];
  return [finding(at, `${shown(own.host)}, the Engine of ${stack}`, found ?? undefined)];
}

const OVERRIDES = "absent, it overrides the host";

/** ssh as the docker provider runs it: no questions, quick to give up, one connection for all. */
export const SSH_OPTIONS = [
  ["BatchMode", "yes"],
  ["ConnectTimeout", "5"],
  ["ControlMaster", "auto"],
  ["ControlPath", "~/.ssh/bev-%C"],
  ["ControlPersist", "60"],
  ["ServerAliveInterval", "15"],
].flatMap(([key, value]) => ["-o", `${key ?? ""}=${value ?? ""}`]);

/**
 * A context names a Docker configuration of the user, which goes before the host. An option of ssh can run
 * a command or take another way, and a download brings another plugin.
 */
export function providerFindings(
  { host, context, sshOpts, ...others }: Readonly<Record<string, unknown>>,
  where: Whereabouts,
): Finding[] {
  const options = typeof sshOpts === "string" ? sshOpts : JSON.stringify(sshOpts);
  const isOurs = isEmpty(sshOpts) || options === JSON.stringify(SSH_OPTIONS);
  return [
    ...engineFindings("host", host, where),
    ...(isEmpty(context) ? [] : [finding("context", OVERRIDES, context)]),
    ...(isOurs ? [] : [{ at: "sshOpts", problem: "must be those of src/rules/engines.ts" }]),
    ...Object.keys(others)
      .filter((name) => name !== "version" && !name.startsWith("__") && !isEmpty(others[name]))
      .map((at) => ({ at, problem: "must be absent" })),
  ];
}

function isEmpty(value: unknown): boolean {
  // The engine hands over what has structure as JSON.
  return (
    value === undefined || value === null || ["", "[]", "false", false].includes(value as string)
  );
}

export interface CommandInputs {
  create?: unknown;
  update?: unknown;
  delete?: unknown;
  interpreter?: unknown;
  environment?: unknown;
}

/** Options and settings of the docker command that lead it to an Engine. */
const LEADS_ASIDE = /\bDOCKER_(HOST|CONTEXT)=|\bdocker[\s\\]+(-H|-c|--host|--context)\b/;

/** A local command reaches an Engine by its environment, and any machine by its text. */
export function commandFindings(command: CommandInputs, where: Whereabouts): Finding[] {
  const { DOCKER_HOST, DOCKER_CONTEXT, ...environment } = (command.environment ?? {}) as Record<
    string,
    unknown
  >;
  const { create, update, delete: remove, interpreter } = command;
  const texts = { create, update, delete: remove, interpreter, environment };
  return [
    ...(DOCKER_HOST === undefined || DOCKER_HOST === null
      ? []
      : engineFindings("environment/DOCKER_HOST", DOCKER_HOST, where)),
    ...(DOCKER_CONTEXT === undefined || DOCKER_CONTEXT === null
      ? []
      : [finding("environment/DOCKER_CONTEXT", OVERRIDES, DOCKER_CONTEXT)]),
    ...Object.entries(texts).flatMap(([at, value]) => textFindings(at, value, where)),
  ];
}

function textFindings(at: string, value: unknown, { stack, machines }: Whereabouts): Finding[] {
  const text = textOf(value);
  const aside = LEADS_ASIDE.exec(text)?.[0];
  if (aside !== undefined) {
    return [{ at, problem: `must leave the Engine to DOCKER_HOST, got ${shown(aside)}` }];
  }
  const found = othersOf(stack, machines).find((name) => namesHost(text, name));
  return found === undefined
    ? []
    : [{ at, problem: `must not name another machine than ${stack}'s, got ${shown(found)}` }];
}

/** Everything in it as it is written: in JSON, the line breaks of a script would be letters. */
function textOf(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    return Object.values(value).map(textOf).join("\n");
  }
  return typeof value === "string" ? value : "";
}

/** Hosts and addresses of the machines that are not the stack's own. */
function othersOf(stack: string, machines: Whereabouts["machines"]): string[] {
  const own = machines[stack];
  return Object.values(machines)
    .filter(({ host }) => host !== own?.host)
    .flatMap(({ host, address }) => [host, hostname(host), address]);
}

/** `ssh://bev@oracle1:22` is oracle1. */
function hostname(host: string): string {
  return /^\w+:\/\/(?:[^@/]*@)?([^:/]+)/.exec(host)?.[1] ?? host;
}

/** Whether a text names a host, and not another one whose name begins or ends like it. */
export function namesHost(text: string, host: string): boolean {
  const escaped = host.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w.-])${escaped}(?![\\w-]|\\.\\d)`, "i").test(text);
}
