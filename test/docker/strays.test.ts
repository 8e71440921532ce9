/** What repair removes from an Engine, and what it must not touch. */
import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { StateResource } from "../../operations/state/state-document.ts";
import { removeStrays } from "../../operations/state/strays.ts";
import { docker, ensureTestImage, exists, removeAll, TEST_IMAGE } from "../kit/docker.ts";

const HOST = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
const STACK = "test-strays";
const PREFIX = "bev_test_strays_";

function stateOf(ids: string[], dockerHost = HOST): { resources: StateResource[] } {
  const host = { urn: "host", type: "bev:node:Host", inputs: { dockerHost, prefix: PREFIX } };
  return { resources: [host, ...ids.map((id) => ({ urn: id, type: "any", id }))] };
}

function createContainer(name: string, labels: Record<string, string>): Promise<string> {
  const flags = Object.entries({ "bev.stack": STACK, ...labels }).flatMap(([label, value]) => [
    "--label",
    `${label}=${value}`,
  ]);
  return docker("run", "--detach", "--name", name, ...flags, "--volume", "/data", TEST_IMAGE);
}

function createNetwork(name: string): Promise<string> {
  return docker("network", "create", "--label", `bev.stack=${STACK}`, name);
}

describe("what an interrupted update left on a node", () => {
  beforeEach(async () => {
    await ensureTestImage();
    await removeAll(PREFIX);
  });
  afterAll(() => removeAll(PREFIX));

  it("is removed when it has the stack's label and a name that its service has", async () => {
    await createContainer(`${PREFIX}web_site`, { "bev.service": "web-site" });
    await createContainer(`${PREFIX}web_site_2`, { "bev.service": "web-site" });
    await createContainer(`${PREFIX}web_site_2_0a1b2c3d`, { "bev.service": "web-site" });
    await createNetwork(`${PREFIX}web_v1`);
    const removed = await removeStrays(HOST, STACK, stateOf([]));
    expect(removed.sort()).toEqual([
      `${PREFIX}web_site`,
      `${PREFIX}web_site_2`,
      `${PREFIX}web_site_2_0a1b2c3d`,
      `${PREFIX}web_v1`,
    ]);
    expect(await exists("container", `${PREFIX}web_site`)).toBe(false);
    expect(await exists("network", `${PREFIX}web_v1`)).toBe(false);
  });

  it("stays when the state has it, or when the name is not this stack's", async () => {
    const ids = [
      await createContainer(`${PREFIX}redis`, { "bev.service": "redis" }),
      await createNetwork(`${PREFIX}data_v1`),
    ];
    // As another target on the same Engine would call it.
    await createContainer(`${PREFIX}other_redis`, { "bev.service": "redis" });
    expect(await removeStrays(HOST, STACK, stateOf(ids))).toEqual([]);
    expect(await exists("container", `${PREFIX}other_redis`)).toBe(true);
  });

  it("goes with its anonymous volume when it delivered files", async () => {
    const id = await createContainer(`${PREFIX}helper`, { "bev.role": "delivery" });
    const volume = await docker("inspect", "--format", "{{(index .Mounts 0).Name}}", id);
    expect(await removeStrays(HOST, STACK, stateOf([]))).toEqual([`${PREFIX}helper (delivery)`]);
    expect(await exists("volume", volume)).toBe(false);
  });

  it.each([
    ["empty", { resources: [] }],
    ["of another Engine", stateOf([], "ssh://elsewhere")],
  ])("stays when the state is %s", async (_what, state) => {
    await createContainer(`${PREFIX}redis`, { "bev.service": "redis" });
    expect(await removeStrays(HOST, STACK, state)).toEqual([]);
    expect(await exists("container", `${PREFIX}redis`)).toBe(true);
  });
});
