import { describe, expect, it } from "@jest/globals";
import { accessChange, accessOf } from "./access.ts";

function policy(text: unknown) {
  return accessOf({
    type: "vault:index/policy:Policy",
    name: "app",
    inputs: { name: "bev-app", policy: text },
  });
}

function acl(document: object) {
  const inputs = { acl: JSON.stringify(document) };
  return accessOf({ type: "tailscale:index/acl:Acl", name: "acl", inputs });
}

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
    expect(texts(policy('path "a" { policy = "write" }'))).toEqual([
      "Vault policy bev-app | a | write",
    ]);
  });

  it("that is empty gives nothing", () => expect(policy("")).toEqual([]));

  it.each([
    [undefined, "is not known before the update"],
    ["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "has no path block"],
    ["{}", "has no path block"],
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

  it("gives those of its older rules and of ssh", () => {
    const acls = [{ action: "accept", src: ["*"], dst: ["tag:c:22"] }];
    const ssh = [{ action: "accept", src: ["autogroup:admin"], dst: ["tag:c"], users: ["root"] }];
    expect(texts(acl({ acls, ssh }))).toEqual([
      "tailnet * | tag:c:22 | any protocol",
      "tailnet autogroup:admin | tag:c | ssh as root",
    ]);
  });

  it("that is no JSON is said to be unknown", () => {
    const [access] = accessOf({
      type: "tailscale:index/acl:Acl",
      name: "acl",
      inputs: { acl: "//" },
    });
    expect(access).toMatchObject({ subject: "tailnet policy", object: "unknown paths" });
  });
});

it("a container is reached at its published ports", () => {
  const ports = [
    { internal: 80, external: 8080, ip: "100.64.0.1", protocol: "udp" },
    { internal: 81 },
  ];
  const type = "docker:index/container:Container";
  expect(texts(accessOf({ type, name: "web", inputs: { ports } }))).toEqual([
    "whoever reaches 100.64.0.1 | port 8080/udp | web",
  ]);
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
    'path "a/*" { capabilities = ["read", "list"] }\npath "x" { capabilities = ["read"] }',
  );
  const { gained, lost } = accessChange(narrow, wide);
  expect(texts(gained)).toEqual([
    "Vault policy bev-app | a/* | list",
    "Vault policy bev-app | a/* | read",
  ]);
  expect(texts(lost)).toEqual(["Vault policy bev-app | a/b | read"]);
});
