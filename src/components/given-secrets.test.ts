/** What people gave is in a file of its service, and in nothing that Pulumi keeps. */
import { expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { record } from "../../test/kit/mocks.ts";
import { createSite, serviceLike } from "../../test/kit/site.ts";
import { withGiven } from "../catalog/given.ts";
import type { ServiceSpec } from "../catalog/types.ts";
import { labelOf } from "../lib/resources.ts";
import { SecretStore } from "./secrets.ts";
import type { Keeper } from "./secrets.ts";
import { DeployedService } from "./service.ts";

const COMMAND = "command:local:Command";
const asking: Partial<ServiceSpec> = {
  env: { API_KEY_FILE: { secretFile: "api-key" } },
  secrets: [{ name: "api-key", givenBy: "people", template: "key: {secret}\n" }],
};

function deploy(
  name: string,
  versions: Record<string, number>,
  changes: Partial<ServiceSpec> = asking,
) {
  const [service = serviceLike(name)] = withGiven([serviceLike(name, changes)], versions);
  return record(() => {
    const site = createSite([service]);
    const keeper: Keeper = {
      ...{ mount: "secret", folder: "services/thanos", after: [], provider: site.host.provider },
      connection: { address: "https://vault:8200", authority: "pem", token: pulumi.secret("t") },
    } as unknown as Keeper;
    const secrets = new SecretStore(site.host, {}, keeper);
    const opts = { parent: site.host, provider: site.host.provider };
    return new DeployedService(name, { service, site: { ...site, secrets } }, opts);
  });
}

it("is brought by a step that is told where it is, and not what it is", async () => {
  const { find, ofType } = await deploy("health-monitor", { "health-monitor/api-key": 4 });
  const step = find(COMMAND, "health-monitor-secrets-given");
  expect(step.inputs["create"]).toBe("node ../cli/steps/main.ts given-secrets");
  expect(step.secretInputs).toContain("stdin");
  expect(step.inputs["triggers"]).toEqual(["health-monitor-secrets-volume-id", 4]);
  expect(JSON.parse(String(step.inputs["stdin"]))).toMatchObject({
    ...{ address: "https://vault:8200", mount: "secret", folder: "services/thanos", token: "t" },
    files: [
      {
        ...{ name: "api-key", version: 4, id: "health-monitor/api-key" },
        template: "key: {secret}\n",
      },
    ],
    ...{ missing: [], volume: "bev_health_monitor_secrets", stack: "thanos" },
  });
  expect(find("docker:index/container:Container", "health-monitor").inputs["envs"]).toContain(
    "API_KEY_FILE=/run/secrets/api-key",
  );
  expect(ofType("random:index/randomPassword:RandomPassword")).toEqual([]);
  expect(ofType("vault:kv/secretV2:SecretV2")).toEqual([]);
});

it("leaves no volume, no step and no variable behind where it is not set", async () => {
  const { find, registrations } = await deploy("health-monitor", {});
  expect(registrations.filter(({ name }) => name.includes("secrets"))).toEqual([]);
  const { inputs } = find("docker:index/container:Container", "health-monitor");
  expect(JSON.stringify(inputs)).not.toMatch(/API_KEY_FILE|run\/secrets/);
});

it("is emptied where it was unset and the service has other secrets", async () => {
  const changes = { secrets: [{ name: "drawn" }, ...(asking.secrets ?? [])] };
  const { find } = await deploy("health-monitor", {}, changes);
  const { inputs } = find(COMMAND, "health-monitor-secrets-given");
  expect(JSON.parse(String(inputs["stdin"]))).toMatchObject({ files: [], missing: ["api-key"] });
});

it("makes a new container of one that reads its files at its start alone, by the version", async () => {
  const label = async (name: string) => {
    const { find } = await deploy(name, { [`${name}/api-key`]: 4 });
    const { inputs } = find("docker:index/container:Container", name);
    return labelOf(inputs["labels"] as { label: string; value: string }[], "bev.rotated");
  };
  expect(await label("health-monitor")).toBe("health-monitor/api-key=4");
  expect(await label("alertmanager")).toBeUndefined();
});

it("is read again by a product that takes it while it runs", async () => {
  const { find } = await deploy("alertmanager", { "alertmanager/api-key": 4 });
  const { inputs, dependencies } = find(COMMAND, "alertmanager-reload");
  expect((inputs["triggers"] as unknown[])[0]).toBe(4);
  expect(dependencies).toContain("alertmanager-secrets-given");
});
