import { describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { createSite, serviceLike } from "../../../test/kit/site.ts";
import { record } from "../../../test/kit/mocks.ts";
import { trackedConfig } from "../../../test/kit/stack-config.ts";
import { catalog } from "../../catalog/index.ts";
import { formatFaults } from "../../lib/faults.ts";
import { nodeNames, nodes } from "../../catalog/nodes.ts";
import { volumeFindings } from "../../rules/mounts.ts";
import { planStack } from "../../stack/plan.ts";
import { renderContainers, renderService } from "../../container/rendered-service.ts";
import { AGENT, agentFaults, handoverOptions, handoversOf, PAUSES, renderAgent } from "./agent.ts";

const agent = serviceLike(AGENT);
const user = serviceLike("intel-fusion");
const other = serviceLike("redis-thanos");
const at = { stack: "thanos", prefix: "bev_" };

describe("what an agent and a service share", () => {
  it("is a folder for each instance that asks Vault for something", () => {
    const twice = { ...user, replicas: { ...user.replicas, count: 2 } };
    expect(handoversOf([agent, twice, other], at)).toEqual([
      {
        instance: "intel-fusion",
        role: "service-thanos-intel-fusion",
        volume: "bev_intel_fusion_vault",
        gid: "1000",
      },
      {
        instance: "intel-fusion-2",
        role: "service-thanos-intel-fusion",
        volume: "bev_intel_fusion_2_vault",
        gid: "1000",
      },
    ]);
  });

  it("is nothing where no agent runs, and a row that counts on it is refused", () => {
    expect(handoversOf([user], at)).toEqual([]);
    expect(formatFaults(agentFaults([user, other]))).toBe(
      "thanos/intel-fusion/vault: must be absent, because no vault-agent runs on thanos; set it in " +
        "src/catalog/osint.ts, or add a vault-agent to the node",
    );
    expect(agentFaults([agent, user])).toEqual([]);
  });

  it("is in memory, written by the agent and read by the service's group, as the policies want it", () => {
    // Its process may run as another user than its image's, as with the Engine's socket.
    const [handover] = handoversOf([agent, { ...user, user: "70:71" }], at);
    const driverOpts = handoverOptions(handover as NonNullable<typeof handover>, agent);
    expect(driverOpts).toEqual({
      type: "tmpfs",
      device: "tmpfs",
      o: "size=1m,uid=100,gid=71,mode=2750,nosuid,nodev,noexec",
    });
    expect(volumeFindings({ driver: "local", driverOpts })).toEqual([]);
  });

  it("is mounted by both, and only the agent writes", async () => {
    const { result } = await record(() => {
      const site = createSite([agent, user, other], { others: [serviceLike("vault")] });
      return [agent, user, other].map((one) =>
        renderService(one, site, 0).container.mounts.filter(({ target }) =>
          target.startsWith("/run/vault"),
        ),
      );
    });
    const source = "bev_intel_fusion_vault";
    expect(result).toEqual([
      [{ type: "volume", source, target: "/run/vault/intel-fusion", readOnly: false }],
      [{ type: "volume", source, target: "/run/vault", readOnly: true }],
      [],
    ]);
  });
});

it("comes with where Vault is, for a service that asks it itself", async () => {
  const { result } = await record(() => {
    const site = createSite([agent, user, other], { others: [serviceLike("vault")] });
    return [user, other].map((one) =>
      renderService(one, site, 0).container.envs.filter((entry) => entry.startsWith("VAULT_")),
    );
  });
  const own = ["VAULT_ADDR=https://100.96.197.84:8200", "VAULT_CACERT=/run/vault/authority.pem"];
  expect(result).toEqual([own, []]);
});

it("is on each node that is always there, while the stack has Vault, and serves those that ask it", () => {
  for (const stack of nodeNames) {
    const config = trackedConfig(stack);
    const runs = (enabled: boolean) => {
      const vault = { ...config.vault, enabled };
      const plan = planStack(stack, { ...config, vault });
      const mounts = renderContainers(plan).flatMap(({ args }) => args.mounts);
      return [
        plan.services.some(({ name }) => name === AGENT),
        mounts.some(({ target }) => target.startsWith("/run/vault")),
      ];
    };
    const isThere = nodes[stack].availability !== "on demand";
    const isUsed = catalog.some(({ node, vault }) => node === stack && vault);
    expect([stack, runs(true)]).toEqual([stack, [isThere, isUsed]]);
    expect([stack, runs(false)]).toEqual([stack, [false, false]]);
  }
});

describe("its script", () => {
  const script = renderAgent({
    ...{ stack: "thanos", credential: "/own", scratch: "/tmp", pauses: PAUSES },
    handovers: [{ role: "service-thanos-a", folder: "/run/vault/a" }],
  });

  it("is one that a POSIX shell reads, also without any service", () => {
    const without = renderAgent({
      ...{ stack: "thanos", credential: "/own", scratch: "/tmp", pauses: PAUSES },
      handovers: [],
    });
    for (const input of [script, without]) {
      expect(spawnSync("sh", ["-n"], { input, encoding: "utf8" }).stderr).toBe("");
    }
  });

  it("names each service's role and folder, and its own role", () => {
    expect(script).toContain("\n  bring service-thanos-a /run/vault/a\n");
    expect(script).toContain("auth/approle/role/node-agent-thanos/secret-id\n");
  });

  it("has no secret-id as an argument, and asks for none of a service's that is not wrapped", () => {
    expect(script).not.toMatch(/secret_id=(?!@)/);
    expect(script).toContain("vault write -f -wrap-ttl=600s -field=wrapping_token");
  });

  it("replaces what is wrapped well before it ends, and shows so often that it is alive", () => {
    expect(PAUSES.round).toBeLessThan(600 / 2);
    const { health } = agent;
    const command = health && "command" in health ? health.command.join(" ") : "";
    const limit = Number(/-lt (\d+)/.exec(command)?.[1]);
    expect(limit).toBeGreaterThan(2 * PAUSES.round);
  });
});
