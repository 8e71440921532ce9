/** The client against a server that answers as it is told. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { VaultClient } from "./client.ts";

interface Asked {
  method: string;
  path: string;
  token: string | undefined;
  body: unknown;
}

const { signal } = new AbortController();
let server: http.Server;
let asked: Asked[];
let answers: [status: number, body: unknown][];
let address: string;

beforeEach(async () => {
  asked = [];
  answers = [];
  server = http.createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      const token = headers["x-vault-token"] as string | undefined;
      asked.push({ method, path, token, body: text === "" ? undefined : JSON.parse(text) });
      const [status, body] = answers.shift() ?? [200, {}];
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function client(config = {}): Promise<VaultClient> {
  const made = new VaultClient();
  await made.configure({ address, token: "t", skipChildToken: "true", ...config });
  return made;
}

it("asks nothing before the first resource does", async () => {
  await client({ skipChildToken: "false" });
  expect(asked).toEqual([]);
});

it("makes one child token, which ends by itself, for all that follows", async () => {
  answers = [[200, { auth: { client_token: "child" } }]];
  const vault = await client({ skipChildToken: "false", maxLeaseTtlSeconds: "60" });
  await Promise.all([vault.read("sys/mounts", signal), vault.read("sys/auth", signal)]);
  const body = { display_name: "terraform", ttl: "60s", explicit_max_ttl: "60s", renewable: false };
  expect(asked[0]).toEqual({ method: "POST", path: "/v1/auth/token/create", token: "t", body });
  expect(
    asked
      .slice(1)
      .map(({ path, token }) => `${path} ${String(token)}`)
      .sort(),
  ).toEqual(["/v1/sys/auth child", "/v1/sys/mounts child"]);
});

it("asks for a child again after a failure", async () => {
  answers = [
    [403, { errors: ["permission denied"] }],
    [200, { auth: { client_token: "child" } }],
    [200, { data: { a: 1 } }],
  ];
  const vault = await client({ skipChildToken: "false" });
  await expect(vault.read("x", signal)).rejects.toThrow(
    `Vault at ${address} refused a child token (403): permission denied; use a token that has not expired and may make children, or set skipChildToken`,
  );
  expect(await vault.read("x", signal)).toEqual({ a: 1 });
});

it("escapes a path, but not its slashes", async () => {
  await (await client()).read("sys/policies/acl/a b?c", signal);
  expect(asked[0]?.path).toBe("/v1/sys/policies/acl/a%20b%3Fc");
});

it("finds nothing where Vault has nothing, and removes what is gone", async () => {
  answers = [
    [404, { errors: [] }],
    [404, { errors: ["no handler for route"] }],
    [400, { errors: ["error deleting policy k: could not delete key; not found"] }],
  ];
  const vault = await client();
  expect(await vault.read("a", signal)).toBeUndefined();
  await vault.remove("a", signal);
  await vault.remove("transit/keys/k", signal);
  expect(asked).toHaveLength(3);
});

describe("says what Vault said of a", () => {
  it.each<[string, [number, unknown][], string]>([
    ["refusal", [[400, { errors: ["1 error\n\t* bad"] }]], "refused POST a (400): 1 error * bad"],
    [
      "missing right",
      [[403, { errors: ["permission denied"] }]],
      "refused POST a (403): permission denied; give the token a policy for it, or another token if it has expired",
    ],
    ["failure without a word", [[500, ""]], "refused POST a (500): nothing more"],
    ["proxy", [[401, "<html>log in</html>"]], "refused POST a (401): <html>log in</html>"],
    [
      "seal",
      [
        [503, { errors: ["Vault is sealed"] }],
        [200, { initialized: true, sealed: true }],
      ],
      "is sealed (503: Vault is sealed); unseal it with npx bev unseal and run the command again",
    ],
    [
      "server that nobody initialised",
      [
        [503, { errors: ["Vault is sealed"] }],
        [200, { initialized: false, sealed: true }],
      ],
      "is not initialised (503: Vault is sealed); initialise it",
    ],
  ])("%s", async (_title, told, message) => {
    answers = told;
    await expect((await client()).write("a", { secret: "canary" }, signal)).rejects.toThrow(
      new Error(`Vault at ${address} ${message}`),
    );
  });
});

it("tries again what will pass, as often as it may", async () => {
  answers = [
    [503, { errors: ["restarting"] }],
    [200, { data: { a: 1 } }],
  ];
  expect(await (await client({ maxRetries: "1" })).read("a", signal)).toEqual({ a: 1 });
  answers = [[412, { errors: ["behind"] }]];
  asked = [];
  const once = await client({ maxRetries: "1" });
  answers.push([412, { errors: ["still behind"] }]);
  await expect(once.read("a", signal)).rejects.toThrow("(412): still behind");
  expect(asked).toHaveLength(2);
});

it("waits for a mount that is being made a store of versions", async () => {
  const upgrading =
    "Upgrading from non-versioned to versioned data. This backend will be unavailable";
  answers = [
    [400, { errors: [upgrading] }],
    [200, { data: {} }],
  ];
  await (await client()).write("secret/data/a", {}, signal);
  expect(asked).toHaveLength(2);
});

it("stops when the run is cancelled", async () => {
  const cancellation = new AbortController();
  answers = [[503, { errors: ["restarting"] }]];
  const outcome = (await client()).read("a", cancellation.signal);
  setTimeout(() => cancellation.abort(new Error("cancelled")), 50);
  await expect(outcome).rejects.toThrow(new Error("cancelled"));
  expect(asked.length).toBeLessThan(2);
});
