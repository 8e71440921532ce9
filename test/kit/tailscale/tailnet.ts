/**
 * One tailnet in memory. It refuses what the real one refuses; where the words of a refusal are known from
 * Tailscale's documentation or issues they are the same.
 */
import { createHash, randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { parseHujson } from "../../../src/lib/hujson.ts";
import { DEFAULT_POLICY, judge, tagOwners } from "./policy.ts";
import type { Refusal } from "./policy.ts";

const NINETY_DAYS_SECONDS = 7_776_000;

export interface Device {
  id: string;
  nodeId: string;
  hostname: string;
  name: string;
  addresses: string[];
  user: string;
  os: string;
  authorized: boolean;
  keyExpiryDisabled: boolean;
  tags: string[];
}

interface Create {
  reusable: boolean;
  ephemeral: boolean;
  preauthorized: boolean;
  tags?: string[] | null;
}

interface AuthKey {
  id: string;
  keyType: "auth";
  created: string;
  expires: string;
  expirySeconds: number;
  description: string;
  userId: string;
  capabilities: { devices: { create: Create } };
  revoked?: string;
  invalid?: boolean;
}

export interface Request {
  method: string;
  path: string[];
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

export class Refused extends Error {
  readonly status: number;
  readonly refusal: Refusal;
  constructor(status: number, refusal: Refusal | string) {
    super(typeof refusal === "string" ? refusal : refusal.message);
    this.status = status;
    this.refusal = typeof refusal === "string" ? { message: refusal } : refusal;
  }
}

export class Tailnet {
  readonly tailnet = "example.org";
  /** Tags that keys of the OAuth client may have. */
  readonly clientTags = ["tag:node"];
  readonly keys = new Map<string, AuthKey>();
  readonly devices: Device[] = [];
  readonly dns = { nameservers: [] as string[], searchPaths: [] as string[], magicDNS: false };
  policy = DEFAULT_POLICY;

  addDevice(hostname: string): Device {
    const number = String(this.devices.length + 1);
    const device = {
      id: `5005${number}`,
      nodeId: `n${number}TESTCNTRL`,
      hostname,
      name: `${hostname}.${this.tailnet}`,
      addresses: [`100.64.0.${number}`],
      user: "admin@example.org",
      os: "linux",
      authorized: false,
      keyExpiryDisabled: false,
      tags: [],
    };
    this.devices.push(device);
    return device;
  }

  ofPolicy(path: string, { method, headers, body }: Request): Answer {
    if (path === "validate" && method === "POST") return { body: judge(body) ?? {} };
    if (path !== "") throw new Refused(404, "not found");
    if (method === "POST") this.#setPolicy(headers["if-match"], body);
    const json = headers.accept === "application/json";
    return {
      headers: { ETag: `"${this.#etag()}"` },
      body: json ? parseHujson(this.policy) : this.policy,
    };
  }

  #setPolicy(match: string | undefined, policy: string): void {
    const expected = match?.replaceAll('"', "");
    const isDefault = this.policy === DEFAULT_POLICY;
    if (
      expected !== undefined &&
      expected !== this.#etag() &&
      !(expected === "ts-default" && isDefault)
    ) {
      throw new Refused(412, "precondition failed, invalid old hash");
    }
    const refusal = policy === "" ? undefined : judge(policy);
    if (refusal) throw new Refused(400, refusal);
    this.policy = policy === "" ? DEFAULT_POLICY : policy;
  }

  #etag(): string {
    return createHash("sha256").update(this.policy).digest("hex");
  }

  ofKeys(id: string | undefined, request: Request, owner: "user" | "tailnet"): Answer {
    if (id === undefined) {
      if (request.method === "POST") return { body: this.#createKey(request.body, owner) };
      const active = [...this.keys.values()].filter((key) => !key.invalid);
      return { body: { keys: active.map((key) => ({ id: key.id })) } };
    }
    const key = this.keys.get(id);
    if (!key) throw new Refused(404, "key not found");
    if (request.method === "DELETE") {
      this.revokeKey(id);
      return { body: {} };
    }
    return { body: key };
  }

  /** As deleting does: the key stays known as one that is no longer valid. */
  revokeKey(id: string): void {
    const key = this.keys.get(id);
    if (key) this.keys.set(id, { ...key, invalid: true, revoked: new Date().toISOString() });
  }

  /** The answer is the only one with the key itself. */
  #createKey(body: string, owner: "user" | "tailnet"): AuthKey & { key: string } {
    const wanted = JSON.parse(body) as Partial<AuthKey>;
    const create = wanted.capabilities?.devices.create;
    if (!create) throw new Refused(400, "exactly one capability scope must be populated");
    const tags = create.tags ?? [];
    const permitted = owner === "user" ? tagOwners(this.policy) : this.clientTags;
    const isTagged = owner === "user" || tags.length > 0;
    if (!isTagged || tags.some((tag) => !permitted.includes(tag))) {
      throw new Refused(400, `requested tags [${tags.join(" ")}] are invalid or not permitted`);
    }
    const { description = "" } = wanted;
    if (!/^[\w -]{0,50}$/.test(description)) throw new Refused(400, "description is invalid");
    // Zero too is the default.
    const seconds =
      [wanted.expirySeconds ?? 0].map((given) => given || NINETY_DAYS_SECONDS)[0] ?? 0;
    if (seconds < 0 || seconds > NINETY_DAYS_SECONDS) throw new Refused(400, "expiry is invalid");
    const id = `k${randomBytes(6).toString("hex")}CNTRL`;
    const now = Date.now();
    const key: AuthKey = {
      id,
      keyType: "auth",
      created: timestamp(now),
      expires: timestamp(now + seconds * 1000),
      expirySeconds: seconds,
      description,
      userId: owner === "user" ? "uADMINCNTRL" : "",
      capabilities: { devices: { create: { ...create, tags } } },
    };
    this.keys.set(id, key);
    return { ...key, key: `tskey-auth-${id}-${randomBytes(16).toString("hex")}` };
  }

  ofDevice(id: string, path: string, { method, body }: Request): Answer {
    const device = this.devices.find((one) => one.id === id || one.nodeId === id);
    if (!device) throw new Refused(404, "device not found");
    if (path === "" && method === "DELETE") {
      this.devices.splice(this.devices.indexOf(device), 1);
      return { body: {} };
    }
    if (path === "") return { body: device };
    if (method !== "POST") throw new Refused(404, "not found");
    const wanted = JSON.parse(body) as Partial<Device>;
    switch (path) {
      case "tags": {
        const tags = wanted.tags ?? [];
        const orphan = tags.find((tag) => !tagOwners(this.policy).includes(tag));
        if (orphan !== undefined) {
          throw new Refused(400, `requested tags [${orphan}] are invalid or not permitted`);
        }
        device.tags = tags;
        break;
      }
      case "key":
        device.keyExpiryDisabled = wanted.keyExpiryDisabled ?? false;
        break;
      case "authorized":
        device.authorized = wanted.authorized ?? false;
        break;
      default:
        throw new Refused(404, "not found");
    }
    return { body: {} };
  }

  ofDns(path: string, { method, body }: Request): Answer {
    const wanted = method === "POST" ? (JSON.parse(body) as Record<string, unknown>) : undefined;
    const { dns } = this;
    switch (path) {
      case "nameservers":
        if (wanted) dns.nameservers = wanted["dns"] as string[];
        if (dns.nameservers.length === 0) dns.magicDNS = false;
        return { body: { dns: dns.nameservers, ...(wanted && { magicDNS: dns.magicDNS }) } };
      case "searchpaths":
        if (wanted) dns.searchPaths = wanted["searchPaths"] as string[];
        return { body: { searchPaths: dns.searchPaths } };
      case "preferences":
        if (wanted?.["magicDNS"] === true && dns.nameservers.length === 0) {
          throw new Refused(400, "need at least one nameserver to enable MagicDNS");
        }
        if (wanted) dns.magicDNS = wanted["magicDNS"] === true;
        return { body: { magicDNS: dns.magicDNS } };
      default:
        throw new Refused(404, "not found");
    }
  }
}

/** RFC 3339 without fractions, as the API writes it. */
function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
