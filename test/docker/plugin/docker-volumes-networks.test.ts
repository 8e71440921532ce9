/** Volumes and networks: taken over, held by others, replaced. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { docker, DockerProject, exists, TEST_IMAGE } from "../../kit/docker.ts";
import type { Steps } from "../../kit/docker.ts";
import { succeeded } from "../../kit/engine.ts";

interface NetworkAnswer {
  IPAM: { Config: { Subnet: string }[] };
  Internal: boolean;
  Labels: Record<string, string>;
}

describe("volumes and networks", () => {
  const project = new DockerProject("held");
  const label = (value: string) => ({ labels: [{ label: "a", value }] });
  const subnet = (third: string) => ({ ipamConfigs: [{ subnet: `172.29.${third}.0/24` }] });
  let change: Steps;

  beforeAll(async () => {
    await project.init();
    await docker("volume", "create", "--label", "owner=somebody", project.nameOf("found"));
    project.declare({
      Volume: {
        found: { labels: [{ label: "owner", value: "bev" }] },
        relabelled: label("1"),
        kept: { ...label("1"), options: { ignoreChanges: ["labels"] } },
      },
      Network: {
        moved: subnet("251"),
        remade: { ...subnet("252"), options: { deleteBeforeReplace: true } },
        versioned: { name: project.nameOf("versioned_1"), ...subnet("253") },
      },
    });
    await succeeded(project.up());
    project.declare({
      Volume: {
        found: { labels: [{ label: "owner", value: "somebody" }] },
        relabelled: label("2"),
        kept: { ...label("2"), options: { ignoreChanges: ["labels"] } },
      },
      Network: {
        moved: subnet("251"),
        remade: { ...subnet("255"), internal: true, options: { deleteBeforeReplace: true } },
        versioned: { name: project.nameOf("versioned_2"), ...subnet("250") },
      },
    });
    change = await project.up();
  });
  afterAll(() => project.discard());

  it("takes a volume that is there for created, and reads what it has", async () => {
    const template = ["--format", "{{json .Labels}}"];
    expect(await docker("volume", "inspect", project.nameOf("found"), ...template)).toBe(
      '{"owner":"somebody"}',
    );
    expect(change.steps).not.toContain("create-replacement found");
    expect(project.resource("found")?.outputs["labels"]).toEqual([
      { label: "owner", value: "somebody" },
    ]);
  });

  it("loses the volume of a changed label: made before it is deleted, it is the same one", async () => {
    const steps = change.steps.filter((step) => step.endsWith(" relabelled"));
    expect(steps).toEqual(["create-replacement relabelled", "delete-replaced relabelled"]);
    expect(await exists("volume", project.nameOf("relabelled"))).toBe(false);
  });

  it("keeps the volume whose labels are ignored", async () => {
    expect(change.steps.filter((step) => step.endsWith(" kept"))).toEqual([]);
    expect(await exists("volume", project.nameOf("kept"))).toBe(true);
  });

  it("cannot replace a network under its own name", async () => {
    const urn = project.resource("moved")?.urn ?? "";
    const { errors, steps } = await project
      .declare({ Network: { moved: subnet("254") } })
      .up("--target", urn);
    expect(steps).toEqual(["create-replacement moved failed"]);
    expect(errors[0]).toBe(
      `Unable to create network: network with name ${project.nameOf("moved")} already exists`,
    );
    expect((await networkOf("moved")).IPAM.Config).toEqual([{ Subnet: "172.29.251.0/24" }]);
  });

  it("replaces a network that is deleted first", async () => {
    const steps = change.steps.filter((step) => step.endsWith(" remade"));
    expect(steps).toEqual(["delete-replaced remade", "create-replacement remade"]);
    expect(await networkOf("remade")).toMatchObject({
      IPAM: { Config: [{ Subnet: "172.29.255.0/24" }] },
      Internal: true,
    });
  });

  it("replaces a network under another name, the new one first", async () => {
    const steps = change.steps.filter((step) => step.endsWith(" versioned"));
    expect(steps).toEqual(["create-replacement versioned", "delete-replaced versioned"]);
    expect(await exists("network", project.nameOf("versioned_1"))).toBe(false);
    expect((await networkOf("versioned_2")).IPAM.Config).toEqual([{ Subnet: "172.29.250.0/24" }]);
  });

  it("waits with deleting for a container that still holds a volume or a network", async () => {
    const [volume, network] = [project.nameOf("kept"), project.nameOf("remade")];
    const holders = [
      await docker(
        "run",
        "--detach",
        "--name",
        project.nameOf("first"),
        "--volume",
        `${volume}:/v`,
        TEST_IMAGE,
      ),
      await docker(
        "run",
        "--detach",
        "--name",
        project.nameOf("second"),
        "--network",
        network,
        TEST_IMAGE,
      ),
    ] as const;
    const destroying = project.destroy();
    // The volumes depend on the networks, so they are deleted first.
    await sleep(2500);
    expect(await exists("volume", volume)).toBe(true);
    await docker("rm", "--force", holders[0]);
    await sleep(2500);
    expect(await exists("network", network)).toBe(true);
    await docker("rm", "--force", holders[1]);
    expect(await destroying).toMatchObject({ code: 0 });
    expect([await exists("volume", volume), await exists("network", network)]).toEqual([
      false,
      false,
    ]);
  });

  async function networkOf(name: string): Promise<NetworkAnswer> {
    const [answer] = JSON.parse(
      await docker("network", "inspect", project.nameOf(name)),
    ) as NetworkAnswer[];
    if (!answer) throw new Error(`no network ${name}`);
    return answer;
  }
});
