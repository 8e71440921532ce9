/** Who may reach or read what, as it follows from the inputs of planned resources. */
import { parseHujson } from "../lib/hujson.ts";
import { CONTAINER, TAILNET_POLICY } from "../lib/resources.ts";
import { reasonOf } from "../lib/faults.ts";
import { parsePolicy } from "./vault-policy.ts";

export interface Access {
  /** Who: a Vault policy, a source on the tailnet, anybody who can reach the node. */
  subject: string;
  /** What: a path, a destination, a port. */
  object: string;
  /** A capability, or what is let through. */
  right: string;
}

export interface AccessChange {
  gained: Access[];
  lost: Access[];
}

interface Resource {
  type: string;
  name: string;
  inputs: Readonly<Record<string, unknown>>;
}

/** Empty for a resource that gives no access. */
export function accessOf({ type, name, inputs }: Resource): Access[] {
  switch (type) {
    case "vault:index/policy:Policy":
      return vaultAccess(
        typeof inputs["name"] === "string" ? inputs["name"] : name,
        inputs["policy"],
      );
    case TAILNET_POLICY:
      return tailnetAccess(inputs["acl"]);
    case CONTAINER:
      return portAccess(name, inputs["ports"]);
    default:
      return [];
  }
}

export function accessChange(before: readonly Access[], after: readonly Access[]): AccessChange {
  return { gained: without(after, before), lost: without(before, after) };
}

function without(some: readonly Access[], others: readonly Access[]): Access[] {
  const known = new Set(others.map(keyOf));
  return some
    .filter((one) => !known.has(keyOf(one)))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ subject, object, right }: Access): string {
  return JSON.stringify([subject, object, right]);
}

/** Paths and capabilities of a policy in Vault's own language. */
function vaultAccess(name: string, policy: unknown): Access[] {
  const subject = `Vault policy ${name}`;
  if (typeof policy !== "string") return [unreadable(subject, "is not known before the update")];
  try {
    return parsePolicy(policy).flatMap(({ path, capabilities }) =>
      capabilities.map((right) => ({ subject, object: path, right })),
    );
  } catch (error) {
    return [unreadable(subject, `cannot be read, has ${reasonOf(error)}`)];
  }
}

interface TailnetRule {
  action?: string;
  src?: string[];
  dst?: string[];
  /** Ports and protocols of a grant; an older rule has them in `dst`. */
  ip?: string[];
  proto?: string;
  app?: Record<string, unknown>;
  users?: string[];
}

/** Edges of the tailnet's policy file. */
function tailnetAccess(acl: unknown): Access[] {
  const subject = "tailnet policy";
  if (typeof acl !== "string") return [unreadable(subject, "is not known before the update")];
  try {
    const {
      acls = [],
      grants = [],
      ssh = [],
    } = parseHujson(acl) as Record<"acls" | "grants" | "ssh", TailnetRule[] | undefined>;
    return [
      ...acls.flatMap((rule) => edges(rule, [rule.proto ?? "any protocol"])),
      ...grants.flatMap((rule) =>
        edges(rule, [...(rule.ip ?? []), ...Object.keys(rule.app ?? {})]),
      ),
      ...ssh.flatMap((rule) =>
        edges(
          rule,
          (rule.users ?? []).map((user) => `ssh as ${user}`),
        ),
      ),
    ];
  } catch (error) {
    return [unreadable(subject, `cannot be read: ${reasonOf(error)}`)];
  }
}

function edges({ src = [], dst = [] }: TailnetRule, rights: readonly string[]): Access[] {
  return src.flatMap((from) =>
    dst.flatMap((to) => rights.map((right) => ({ subject: `tailnet ${from}`, object: to, right }))),
  );
}

interface PublishedPort {
  internal?: number;
  external?: number;
  ip?: string;
  protocol?: string;
}

function portAccess(container: string, ports: unknown): Access[] {
  if (!Array.isArray(ports)) return [];
  return (ports as PublishedPort[])
    .filter(({ external }) => external !== undefined)
    .map(({ ip = "0.0.0.0", external, protocol = "tcp" }) => ({
      subject: `every client of ${ip}`,
      object: `port ${String(external)}/${protocol}`,
      right: container,
    }));
}

/** Shown as access, so that nobody takes silence for none. */
function unreadable(subject: string, reason: string): Access {
  return { subject, object: "unknown paths", right: reason };
}
