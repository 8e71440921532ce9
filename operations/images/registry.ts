/**
 * Asks a registry for the digest of a tag over the OCI distribution API, because `docker pull` answers that
 * only by pulling.
 */
import { createHash } from "node:crypto";
import { z } from "zod";

export interface Resolved {
  digest: string;
  platforms: string[];
  /** Labels of an image for one platform; an index has none. */
  labels: Record<string, string>;
}

/** The registry cannot be asked, or has no such image; the message says which. */
export class Unresolvable extends Error {}

const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const platform = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().optional(),
});
const configSchema = platform.extend({
  config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).optional(),
});
const manifestSchema = z.object({
  manifests: z.array(z.object({ platform: platform.optional() })).optional(),
  config: z.object({ digest: z.string() }).optional(),
});

const tokenSchema = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/** `repository` as Docker writes it, such as `redis` or `127.0.0.1:5055/bev/tor`. */
export async function resolveImage(repository: string, tag: string): Promise<Resolved> {
  const { base, name } = locate(repository);
  const session = new Session(base, name);
  const { body, digest, url } = await session.get(`manifests/${tag}`);
  const manifest = parsed(manifestSchema, body, `${url}: must answer a manifest`);
  if (manifest.manifests) {
    const platforms = manifest.manifests.flatMap((one) => one.platform ?? []).map(platformText);
    return { digest, platforms: known(platforms, url), labels: {} };
  }
  if (!manifest.config)
    throw new Unresolvable(`${url}: must answer a manifest of images, names none`);
  const blob = await session.get(`blobs/${manifest.config.digest}`);
  const image = parsed(
    configSchema,
    blob.body,
    `${blob.url}: must answer an image's configuration`,
  );
  return {
    digest,
    platforms: known([platformText(image)], url),
    labels: image.config?.Labels ?? {},
  };
}

interface Answer {
  url: string;
  body: string;
  /** Of the body, as a registry counts it. */
  digest: string;
}

/** What stands before a registry, such as a login page, answers in its place. */
function parsed<T>(schema: z.ZodType<T>, body: string, expected: string): T {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    const begin = body.trim().slice(0, 40).replaceAll(/\s+/g, " ");
    throw new Unresolvable(`${expected}, answered no JSON: ${begin || "nothing"}`);
  }
  const { data, error } = schema.safeParse(content);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  throw new Unresolvable(
    `${expected}, answered ${issue?.path.join("/") ?? ""}: ${issue?.message ?? ""}`,
  );
}

class Session {
  readonly #url: string;
  readonly #name: string;
  #token: string | undefined;

  constructor(base: string, name: string) {
    this.#url = `${base}/v2/${name}`;
    this.#name = name;
  }

  async get(path: string): Promise<Answer> {
    const url = `${this.#url}/${path}`;
    let response = await this.#fetch(url);
    if (response.status === 401) {
      await this.#authorize(response.headers.get("www-authenticate") ?? "");
      response = await this.#fetch(url);
    }
    if (!response.ok) throw new Unresolvable(`${url}: answered ${String(response.status)}`);
    const body = await bodyOf(response, url);
    return { url, body, digest: `sha256:${createHash("sha256").update(body).digest("hex")}` };
  }

  #fetch(url: string): Promise<Response> {
    const authorization = this.#token && { authorization: `Bearer ${this.#token}` };
    return request(url, { accept: ACCEPT, ...authorization });
  }

  /** A public registry hands an anonymous token to every client that asks for one. */
  async #authorize(challenge: string): Promise<void> {
    const field = (name: string): string =>
      new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? "";
    const query = new URLSearchParams({
      service: field("service"),
      scope: field("scope") || `repository:${this.#name}:pull`,
    });
    const realm = field("realm");
    if (realm === "") throw new Unresolvable(`${this.#url}: must say where to log in, does not`);
    const response = await request(`${realm}?${query.toString()}`, {});
    if (!response.ok) throw new Unresolvable(`${realm}: answered ${String(response.status)}`);
    const body = await bodyOf(response, realm);
    const answer = parsed(tokenSchema, body, `${realm}: must answer a token`);
    this.#token = answer.token ?? answer.access_token;
  }
}

const TIMEOUT_MS = 10_000;

function request(url: string, headers: Record<string, string>): Promise<Response> {
  return orUnresolvable(url, () =>
    fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }),
  );
}

function bodyOf(response: Response, url: string): Promise<string> {
  return orUnresolvable(url, () => response.text());
}

async function orUnresolvable<T>(url: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    throw new Unresolvable(`${url}: ${cause?.code ?? String(error)}`);
  }
}

/** Docker's own rules: a first part with a dot, a port or `localhost` is a registry. */
function locate(repository: string): { base: string; name: string } {
  const [first = "", ...rest] = repository.split("/");
  if (rest.length === 0 || !/[.:]|^localhost$/.test(first)) {
    const name = rest.length === 0 ? `library/${repository}` : repository;
    return { base: "https://registry-1.docker.io", name };
  }
  const loopback = /^(localhost|127\.)/.test(first);
  return { base: `${loopback ? "http" : "https"}://${first}`, name: rest.join("/") };
}

function platformText({ os, architecture, variant }: z.infer<typeof platform>): string {
  return [os, architecture, ...(variant ? [variant] : [])].join("/");
}

/** Attestations are listed as a platform of their own. */
function known(platforms: string[], url: string): string[] {
  const found = [...new Set(platforms)].filter((one) => !one.startsWith("unknown/")).sort();
  if (found.length > 0) return found;
  throw new Unresolvable(`${url}: must name the platforms of the image, names none`);
}
