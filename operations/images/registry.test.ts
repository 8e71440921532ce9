import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { resolveLock } from "./image-lock.ts";
import { resolveImage } from "./registry.ts";

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Cut off where it stands. */
  broken?: true;
}

const INDEX = JSON.stringify({
  manifests: [{ platform: { os: "linux", architecture: "arm64", variant: "v8" } }],
});

let server: Server;
let registry: string;
/** By path; `*` for every other one. */
let answers: Record<string, Answer>;

beforeAll(async () => {
  server = createServer((request, response) => {
    const [path = ""] = (request.url ?? "").split("?");
    const {
      status = 200,
      headers,
      body = "",
      broken,
    } = answers[path] ?? answers["*"] ?? { status: 404 };
    if (broken) {
      response.writeHead(200, { "content-length": "1000" }).write("{");
      setTimeout(() => response.destroy(), 20);
    } else response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  registry = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  answers = {};
});

function image(repository: string) {
  return { repository, tag: "1", own: true } as const;
}

it("reads an index, and an image of one platform", async () => {
  answers["/v2/a/manifests/1"] = { body: INDEX };
  answers["/v2/b/manifests/1"] = { body: JSON.stringify({ config: { digest: "sha256:c" } }) };
  answers["/v2/b/blobs/sha256:c"] = { body: '{"os": "linux", "architecture": "amd64"}' };
  expect((await resolveImage(`${registry}/a`, "1")).platforms).toEqual(["linux/arm64/v8"]);
  expect((await resolveImage(`${registry}/b`, "1")).platforms).toEqual(["linux/amd64"]);
});

const login = (): Answer => ({
  status: 401,
  headers: { "www-authenticate": `Bearer realm="http://${registry}/token",service="s"` },
});

describe("one image that cannot be asked for leaves the others as they are", () => {
  it.each<[string, () => Record<string, Answer>, RegExp]>([
    [
      "a page",
      () => ({ "*": { body: "<html>\n<body>Please log in" } }),
      /\/v2\/bad\/manifests\/1: must answer a manifest, answered no JSON: <html> <body>Please log in$/,
    ],
    ["a page with 503", () => ({ "*": { status: 503, body: "<html>" } }), /: answered 503$/],
    ["nothing", () => ({ "*": {} }), /must answer a manifest, answered no JSON: nothing$/],
    [
      "half of an answer",
      () => ({ "*": { body: INDEX.slice(0, 20) } }),
      /answered no JSON: \{"manifests":/,
    ],
    [
      "other JSON",
      () => ({ "*": { body: '{"manifests": 3}' } }),
      /must answer a manifest, answered manifests: /,
    ],
    ["a list", () => ({ "*": { body: "[]" } }), /must answer a manifest, answered : /],
    [
      "a manifest of nothing",
      () => ({ "*": { body: "{}" } }),
      /must answer a manifest of images, names none$/,
    ],
    [
      "an index of no platform",
      () => ({ "*": { body: '{"manifests": []}' } }),
      /must name the platforms of the image, names none$/,
    ],
    ["a connection that ends", () => ({ "*": { broken: true } }), /\/v2\/bad\/manifests\/1: /],
    [
      "a page for its configuration",
      () => ({
        "/v2/bad/manifests/1": { body: '{"config": {"digest": "x"}}' },
        "*": { body: "<p>" },
      }),
      /blobs\/x: must answer an image's configuration, answered no JSON: <p>$/,
    ],
    [
      "a page for a token",
      () => ({ "/v2/bad/manifests/1": login(), "*": { body: "<p>" } }),
      /\/token: must answer a token, answered no JSON: <p>$/,
    ],
    [
      "no token",
      () => ({ "/v2/bad/manifests/1": login(), "*": { status: 500 } }),
      /\/token: answered 500$/,
    ],
    ["a login nowhere", () => ({ "*": { status: 401 } }), /: must say where to log in, does not$/],
    [
      "a ring of moves",
      () => ({ "*": { status: 302, headers: { location: "/v2/bad/manifests/1" } } }),
      /\/v2\/bad\/manifests\/1: /,
    ],
  ])("%s", async (_what, answer, reason) => {
    answers = { ...answer(), "/v2/good/manifests/1": { body: INDEX } };
    const known = { [`bad:1`]: { state: "unresolved" } } as const;
    const { lock, unresolved } = await resolveLock(
      [image("bad"), image("good")],
      { registry },
      known,
    );
    expect(lock["bad:1"]).toEqual({ state: "unresolved" });
    expect(lock["good:1"]).toMatchObject({ state: "resolved", platforms: ["linux/arm64/v8"] });
    expect([...unresolved.keys()]).toEqual(["bad:1"]);
    expect(unresolved.get("bad:1")).toMatch(reason);
    expect(unresolved.get("bad:1")).not.toContain("\n");
  });
});
