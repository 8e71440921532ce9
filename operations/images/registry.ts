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

/** `repository` as Docker writes it, such as `redis` or `127.0.0.1:5055/bev/tor`. */
export async function resolveImage(repository: string, tag: string): Promise<Resolved> {
  const { base, name } = locate(repository);
  const session = new Session(base, name);
  const response = await session.get(`manifests/${tag}`);
  const body = await response.text();
  const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  const manifest = manifestSchema.parse(JSON.parse(body));
  if (manifest.manifests) {
    const platforms = manifest.manifests.flatMap((one) => one.platform ?? []).map(platformText);
    return { digest, platforms: known(platforms), labels: {} };
  }
  const blob = await session.get(`blobs/${manifest.config?.digest ?? ""}`);
  const image = configSchema.parse(await blob.json());
  return { digest, platforms: known([platformText(image)]), labels: image.config?.Labels ?? {} };
}

class Session {
  readonly #url: string;
  readonly #name: string;
  #token: string | undefined;

  constructor(base: string, name: string) {
    this.#url = `${base}/v2/${name}`;
    this.#name = name;
  }

  async get(path: string): Promise<Response> {
    let response = await this.#fetch(path);
    if (response.status === 401) {
      await this.#authorize(response.headers.get("www-authenticate") ?? "");
      response = await this.#fetch(path);
    }
    if (response.ok) return response;
    throw new Unresolvable(`${this.#url}/${path}: answered ${String(response.status)}`);
  }

  #fetch(path: string): Promise<Response> {
    const authorization = this.#token && { authorization: `Bearer ${this.#token}` };
    return request(`${this.#url}/${path}`, { accept: ACCEPT, ...authorization });
  }

  /** A public registry hands an anonymous token to every client that asks for one. */
  async #authorize(challenge: string): Promise<void> {
    const field = (name: string): string =>
      new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? "";
    const query = new URLSearchParams({
      service: field("service"),
      scope: field("scope") || `repository:${this.#name}:pull`,
    });
    const response = await request(`${field("realm")}?${query.toString()}`, {});
    const answer = (await response.json()) as { token?: string; access_token?: string };
    this.#token = answer.token ?? answer.access_token;
  }
}

const TIMEOUT_MS = 10_000;

async function request(url: string, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
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
function known(platforms: string[]): string[] {
  return [...new Set(platforms)].filter((one) => !one.startsWith("unknown/")).sort();
}
