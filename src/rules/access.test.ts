import { describe, expect, it } from "@jest/globals";
import { accessChange, accessOf } from "./access.ts";

function policy(text: unknown) {
  return accessOf({
    type: "vault:index/policy:Policy",
    name: "app",
    inputs: { name: "bev-app", policy: text },
  });
}

function tailnet(text: unknown) {
  return accessOf({ type: "tailscale:index/acl:Acl", name: "acl", inputs: { acl: text } });
}

const acl = (document: object) => tailnet(JSON.stringify(document));

const texts = (access: ReturnType<typeof accessOf>) =>
  access.map(({ subject, object, right }) => `${subject} | ${object} | ${right}`);

describe("a Vault policy", () => {
  it("gives each capability on each path", () => {
    const text =
      'path "secret/data/app/*" {\n  capabilities = ["read", "list"]\n}\npath "sys/health" { capabilities = ["sudo"] }';
    expect(texts(policy(text))).toEqual([
      "Vault policy bev-app | secret/data/app/* | read",
      "Vault policy bev-app | secret/data/app/* | list",
      "Vault policy bev-app | sys/health | sudo",
    ]);
  });

  it("gives nothing in a comment", () => {
    const text =
      '# path "a" { capabilities = ["read"] }\n// path "b" { capabilities = ["read"] }\npath "c" { capabilities = ["read"] # ["sudo"]\n}';
    expect(texts(policy(text))).toEqual(["Vault policy bev-app | c | read"]);
  });

  it("is read in its older form as well", () => {
    expect(texts(policy('path "a" { policy = "read" }'))).toEqual([
      "Vault policy bev-app | a | read",
      "Vault policy bev-app | a | list",
    ]);
  });

  it("that is empty gives nothing", () => expect(policy("")).toEqual([]));

  it("without a name of its own has its resource's", () => {
    const inputs = { policy: 'path "a" { capabilities = ["read"] }' };
    expect(texts(accessOf({ type: "vault:index/policy:Policy", name: "app", inputs }))).toEqual([
      "Vault policy app | a | read",
    ]);
  });

  it.each([
    [undefined, "is not known before the update"],
    ["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "cannot be read, has 04"],
    ['path "a" {', "cannot be read, has the end of the text"],
  ])("that says %s is not taken for one that gives nothing", (text, reason) => {
    expect(texts(policy(text))).toEqual([`Vault policy bev-app | unknown paths | ${reason}`]);
  });
});

describe("a tailnet policy", () => {
  it("gives an edge for each source and destination of its grants", () => {
    const grants = [{ src: ["tag:a", "tag:b"], dst: ["tag:c"], ip: ["tcp:443"] }];
    expect(texts(acl({ grants }))).toEqual([
      "tailnet tag:a | tag:c | tcp:443",
      "tailnet tag:b | tag:c | tcp:443",
    ]);
  });

  it("is read with comments and trailing commas", () => {
    const text =
      '{\n// who\n"grants": [{"src": ["tag:a"], "dst": ["tag:c"], "ip": ["tcp:1",]}, // why\n],}';
    const inputs = { acl: text };
    expect(texts(accessOf({ type: "tailscale:index/acl:Acl", name: "acl", inputs }))).toEqual([
      "tailnet tag:a | tag:c | tcp:1",
    ]);
  });

  it("gives those of its older rules and of ssh", () => {
    const acls = [{ action: "accept", src: ["*"], dst: ["tag:c:22"] }];
    const ssh = [{ action: "accept", src: ["autogroup:admin"], dst: ["tag:c"], users: ["root"] }];
    expect(texts(acl({ acls, ssh }))).toEqual([
      "tailnet * | tag:c:22 | any protocol",
      "tailnet autogroup:admin | tag:c | ssh as root",
    ]);
  });

  it("gives the capabilities of applications, and nothing for a rule without an end", () => {
    const app = { "example.com/cap/sql": [{}] };
    const grants = [
      { src: ["tag:a"], dst: ["tag:b"], app },
      { src: ["tag:a"], ip: ["tcp:1"] },
      { dst: ["tag:a"], ip: ["tcp:1"] },
    ];
    const ssh = [{ action: "accept", src: ["tag:a"], dst: ["tag:b"] }];
    expect(texts(acl({ grants, ssh }))).toEqual(["tailnet tag:a | tag:b | example.com/cap/sql"]);
  });

  it.each([
    [undefined, "is not known before the update"],
    ["//", "cannot be read: ValueExpected at position 2"],
  ])("that says %s is said to be unknown", (text, reason) => {
    expect(texts(tailnet(text))).toEqual([`tailnet policy | unknown paths | ${reason}`]);
  });
});

it("a container is reached at its published ports", () => {
  const ports = [
    { internal: 80, external: 8080, ip: "100.64.0.1", protocol: "udp" },
    { internal: 81 },
  ];
  const type = "docker:index/container:Container";
  expect(texts(accessOf({ type, name: "web", inputs: { ports } }))).toEqual([
    "every client of 100.64.0.1 | port 8080/udp | web",
  ]);
});

it("a port without an address is open to everybody", () => {
  const type = "docker:index/container:Container";
  expect(texts(accessOf({ type, name: "web", inputs: { ports: [{ external: 1 }] } }))).toEqual([
    "every client of 0.0.0.0 | port 1/tcp | web",
  ]);
  expect(accessOf({ type, name: "web", inputs: {} })).toEqual([]);
});

it("any other resource gives no access", () => {
  const inputs = { ports: [{ external: 1 }] };
  expect(accessOf({ type: "docker:index/network:Network", name: "net", inputs })).toEqual([]);
});

it("what is on both sides is neither gained nor lost", () => {
  const narrow = policy(
    'path "a/b" { capabilities = ["read"] }\npath "x" { capabilities = ["read"] }',
  );
  const wide = policy(
    'path "a/*" { capabilities = ["create", "read", "list"] }\npath "x" { capabilities = ["read"] }',
  );
  const { gained, lost } = accessChange(narrow, wide);
  expect(texts(gained)).toEqual([
    "Vault policy bev-app | a/* | create",
    "Vault policy bev-app | a/* | list",
    "Vault policy bev-app | a/* | read",
  ]);
  expect(texts(lost)).toEqual(["Vault policy bev-app | a/b | read"]);
});
