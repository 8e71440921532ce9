/** What a state keeps of a node whose machine is gone. */
import { expect, it } from "@jest/globals";
import { withoutEngine } from "./lost-node.ts";
import type { StateResource } from "./state-document.ts";

const COMMAND = "command:local:Command";

function resource(type: string, name: string, parents = "bev:node:Host$"): StateResource {
  return { urn: `urn:pulumi:thanos::bev::${parents}${type}::${name}`, type };
}

const password = resource("random:index/randomPassword:RandomPassword", "redis-auth");
const certificate = resource(COMMAND, "redis-certificate", "bev:node:Host$bev:node:Certificates$");
const firstHour = resource(COMMAND, "vault-bootstrap", "bev:secrets:VaultServer$");
const service = resource("bev:database:Database", "redis");
const role = resource("vault:approle/authBackendRole:AuthBackendRole", "redis-role");
const container = resource("docker:index/container:Container", "redis", "bev:database:Database$");
const gate = resource(COMMAND, "redis-live", "bev:database:Database$");
const delivery = resource(COMMAND, "redis-delivery", "bev:service:SecretFiles$");

it("is passwords, certificates and what is in Vault; nothing depends on what was on the Engine", () => {
  const kept = [password, certificate, firstHour, service, role];
  const state = {
    resources: [
      ...[password, certificate, firstHour, service, container, gate, delivery],
      { ...role, dependencies: [gate.urn, password.urn] },
    ],
  };
  expect(withoutEngine(state)?.resources).toEqual(
    kept.map((one) => (one === role ? { ...role, dependencies: [password.urn] } : one)),
  );
});

it("stays as it is where nothing of it was on the Engine", () => {
  expect(withoutEngine({ resources: [password, service] })).toBeUndefined();
});
