/** What is deployed before Vault has its data, and whose logins are new after it. */
import { expect, it } from "@jest/globals";
import { CONTRACTS, deploy, everyStack, resolvedLock } from "../../test/kit/deployed-stack.ts";
import type { Registration } from "../../test/kit/mocks.ts";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { agentsElsewhere, partOf } from "./vault-first.ts";

/** As Pulumi has it; of two components of one name, the service. */
function urnOf({ type, name, parent }: Registration, all: readonly Registration[]): string {
  const types = (above: string): string => {
    const named = all.filter((one) => one.name === above && one.type.startsWith("bev:"));
    const found = named.find((one) => one.type === "bev:service:Service") ?? named[0];
    return found ? `${types(found.parent)}${found.type}$` : "";
  };
  return `urn:pulumi:oracle1::bev::${types(parent)}${type}::${name}`;
}

/** Of Pulumi's patterns: `**` is anything. */
function matches(pattern: string, urn: string): boolean {
  const parts = pattern.split("**").map((part) => part.replaceAll("$", String.raw`\$`));
  return RegExp(`^${parts.join(".*")}$`).test(urn);
}

it("is Vault and the agent that fills it, with all that they need of the Engine, and nothing that Vault is asked for", async () => {
  const contract = { ...CONTRACTS.oracle1, vault: { authority: "of Vault" } };
  const stacks = { ...everyStack, oracle1: { contract, vaultToken: "token" } };
  const changes = { imageLock: resolvedLock() };
  const { registrations } = await deploy("oracle1", { stack: "oracle1", stacks }, changes);
  const patterns = partOf(["vault", "backup-oracle1"]);
  const part = registrations.filter((one) =>
    patterns.some((pattern) => matches(pattern, urnOf(one, registrations))),
  );
  const names = part.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["vault-live", "backup-oracle1-live"]));
  expect(part.filter(({ type }) => type.startsWith("vault:"))).toEqual([]);
  const onEngine = registrations.filter(({ type }) => type.startsWith("docker:index/"));
  const needed = part.flatMap(({ dependencies }) => dependencies);
  const left = onEngine.filter(({ name }) => needed.includes(name) && !names.includes(name));
  expect(left.map(({ name }) => name)).toEqual([]);
  expect(names).not.toContain("redis");
});

it("knows the agents of other nodes, with what they log in with", () => {
  const configs = new Map(
    ["oracle1", "thanos", "starlord"].map((name) => [name, trackedConfig(name)]),
  );
  expect(agentsElsewhere("oracle1", configs)).toEqual([
    {
      ...{ node: "thanos", host: "ssh://thanos", container: "bev_vault_agent" },
      volumes: ["bev_vault_agent_data", "bev_vault_agent_logs"],
    },
  ]);
});
