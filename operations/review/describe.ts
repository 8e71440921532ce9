/** Describes planned resources in the words of a reviewer. */
import { COMMAND, CONTAINER, NETWORK, TAILNET_POLICY, VOLUME } from "../../src/lib/resources.ts";
import { UNKNOWN } from "./plan.ts";
import type { PlannedResource } from "./plan.ts";
import { SIGNATURE } from "./synthetic.ts";
import { code } from "./text.ts";

type Inputs = Record<string, unknown>;

const KINDS: Record<string, string> = {
  [CONTAINER]: "container",
  [NETWORK]: "network",
  "docker:index/remoteImage:RemoteImage": "image",
  [VOLUME]: "volume",
  "random:index/randomPassword:RandomPassword": "password",
  [TAILNET_POLICY]: "tailnet policy",
  "vault:index/policy:Policy": "Vault policy",
};

/** What the commands of this program are for, by how they name themselves. */
const COMMANDS: [string, string][] = [
  ["wait until ", "gate"],
  ["deliver configuration ", "configuration"],
  ["deliver secrets ", "secret files"],
  ["apply the data objects ", "data objects"],
];

/** Undefined for what only groups others. */
export function kindOf({ type, before, after }: PlannedResource): string | undefined {
  if (type.startsWith("bev:") || type === "pulumi:pulumi:Stack") return undefined;
  if (type.startsWith("pulumi:providers:")) return `${type.split(":").at(-1) ?? ""} provider`;
  if (type !== COMMAND) return KINDS[type] ?? type;
  const create = (after ?? before)?.inputs["create"];
  const text = typeof create === "string" ? create : "";
  return COMMANDS.find(([start]) => text.startsWith(start))?.[1] ?? "command";
}

export interface Mount {
  source: string;
  target: string;
}

export function mountsOf(inputs: Inputs | undefined): Mount[] {
  const mounts = (inputs?.["mounts"] ?? []) as { source?: string; target?: string }[];
  return mounts.map(({ source = "", target = "" }) => ({ source, target }));
}

/** What is told of a resource that is new or gone: enough to know which one it is. */
const IDENTITY: Record<string, string[]> = {
  [CONTAINER]: ["image", "ports"],
  [NETWORK]: ["name", "ipamConfigs"],
  "docker:index/remoteImage:RemoteImage": ["name"],
  [VOLUME]: ["name"],
};

export function detailsOf(resource: PlannedResource): string[] {
  const { type, before, after } = resource;
  // Their text is shown as a file, and the rest follows from what they belong to.
  if (type === COMMAND) return [];
  if (before && after) return fieldChanges(shownInputs(before.inputs), shownInputs(after.inputs));
  const inputs = (after ?? before)?.inputs ?? {};
  return (IDENTITY[type] ?? []).flatMap((key) => {
    const texts = itemsOf(inputs[key]);
    return texts.length > 0 ? [`${key} ${texts.map(code).join(", ")}`] : [];
  });
}

/** The hash of a container's arguments changes with any of them. */
function shownInputs(inputs: Inputs): Inputs {
  const { labels } = inputs;
  if (!Array.isArray(labels)) return inputs;
  const own = (labels as { label?: string }[]).filter(({ label }) => label !== "bev.config-hash");
  return { ...inputs, labels: own };
}

function fieldChanges(before: Inputs, after: Inputs): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => {
    const [from, to] = [before, after].map((one) =>
      Object.hasOwn(one, key) ? one[key] : undefined,
    );
    if (key.startsWith("__") || JSON.stringify(from) === JSON.stringify(to)) return [];
    const name = plainOrCode(key);
    if (isFile(from) || isFile(to)) return [`${name}, a file below`];
    if (!isCollection(from) && !isCollection(to))
      return [`${name} ${code(textOf(from))} → ${code(textOf(to))}`];
    const [old, now] = [itemsOf(from), itemsOf(to)];
    const gone = old.filter((item) => !now.includes(item)).map((item) => `−${code(item)}`);
    const come = now.filter((item) => !old.includes(item)).map((item) => `+${code(item)}`);
    return [`${name} ${[...gone, ...come].join(" ") || "in another order"}`];
  });
}

/** Text of several lines is shown as a file. */
export function isFile(value: unknown): value is string {
  return typeof value === "string" && value.includes("\n");
}

/** A word stands as it is, unless a forge might take it for a commit. */
export function plainOrCode(words: string): string {
  return /^[a-z]+( [a-z]+)*$/i.test(words) && !/\b[a-f]{7,}\b/i.test(words) ? words : code(words);
}

function isCollection(value: unknown): boolean {
  return typeof value === "object" && value !== null && !isSecret(value);
}

/** The engine has replaced its value. */
function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && SIGNATURE in value;
}

function itemsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map(textOf);
  if (typeof value !== "object" || isSecret(value)) return [textOf(value)];
  return Object.entries(value).map(([key, entry]) => `${key}=${textOf(entry)}`);
}

interface Port {
  internal?: number;
  external?: number;
  ip?: string;
  protocol?: string;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (value === UNKNOWN) return "known after the update";
  if (isSecret(value)) return "a secret";
  if (Array.isArray(value)) return value.map(textOf).join(" ");
  if (typeof value === "string") return value;
  if (typeof value !== "object") return JSON.stringify(value);
  if ("internal" in value) return portText(value as Port);
  if ("source" in value && "target" in value)
    return `${String(value.source)}:${String(value.target)}`;
  return Object.entries(value)
    .filter(([key]) => !key.startsWith("__"))
    .map(([key, entry]) => `${key}=${textOf(entry)}`)
    .join(" ");
}

function portText({ internal, external, ip, protocol }: Port): string {
  const address = [ip, external, internal].filter((part) => part !== undefined).join(":");
  return `${address}/${protocol ?? "tcp"}`;
}
