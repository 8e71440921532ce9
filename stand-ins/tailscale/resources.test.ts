/** What each resource of the provider does with the API. */
import { describe, expect, it } from "@jest/globals";
import {
  ACL,
  AUTHORIZATION,
  CALL,
  DEVICE_KEY,
  EmulatedTailnet,
  KEY,
  POLICY,
  TAGS,
} from "../../test/kit/tailscale/provider.ts";
import { DEFAULT_POLICY } from "../../test/kit/tailscale/policy.ts";
import { UNKNOWN } from "../kit/values.ts";
import type { Properties } from "../kit/values.ts";

const tailnet = new EmulatedTailnet();

describe("a policy file", () => {
  it.each<[string, string, string[]]>([
    ["is refused that is no HuJSON", '{"grants": [', ["acl"]],
    ["is accepted with comments and trailing commas", POLICY, []],
    ["is accepted that is not yet known", UNKNOWN, []],
  ])("%s", (_title, acl, refused) => {
    const { failures } = tailnet.provider.check(ACL, { acl });
    expect(failures.map(({ property }) => property)).toEqual(refused);
  });

  it("keeps its layout in the state where the tailnet has another", async () => {
    const acl = POLICY.replace(": {", ":\n{").replace("}, /*", "} /*");
    expect((await tailnet.provider.read(ACL, "acl", { acl }, {}, CALL))?.outputs["acl"]).toBe(acl);
    expect(tailnet.diff(ACL, { acl }, { acl: POLICY })).toEqual([]);
    tailnet.api.policy = DEFAULT_POLICY;
    expect((await tailnet.provider.read(ACL, "acl", { acl }, {}, CALL))?.outputs["acl"]).toBe(
      DEFAULT_POLICY,
    );
  });

  it("is not sent again for a change of a flag", async () => {
    const state = { acl: POLICY, resetAclOnDestroy: false };
    await tailnet.provider.update(
      ACL,
      "acl",
      state,
      { acl: POLICY, resetAclOnDestroy: true },
      CALL,
    );
    expect(tailnet.api.requests).toEqual([]);
  });

  it.each([
    [true, DEFAULT_POLICY],
    [false, POLICY],
  ])("goes back to the default when it is deleted: %p", async (resetAclOnDestroy, left) => {
    await tailnet.provider.delete(ACL, "acl", { acl: POLICY, resetAclOnDestroy }, CALL);
    expect(tailnet.api.policy).toBe(left);
  });
});

describe("a key", () => {
  it("is valid for ninety days unless said otherwise", async () => {
    const { outputs } = await tailnet.create(KEY, {});
    expect(outputs).toMatchObject({
      expiry: 7_776_000,
      reusable: false,
      tags: [],
      description: "",
    });
    expect(tailnet.diff(KEY, outputs, {})).toEqual([]);
    expect(tailnet.diff(KEY, { ...outputs, expiry: 3600 }, {})).toEqual(["expiry!"]);
  });

  it.each<[string, Properties, string[]]>([
    ["a description too long", { description: "a".repeat(51) }, ["description"]],
    ["a description just short enough", { description: "a".repeat(50) }, []],
    [
      "another word for whether to make it again",
      { recreateIfInvalid: "yes" },
      ["recreateIfInvalid"],
    ],
  ])("is checked: %s", (_title, inputs, refused) => {
    const { failures } = tailnet.provider.check(KEY, inputs);
    expect(failures.map(({ property }) => property)).toEqual(refused);
  });

  it.each<[string, Properties, string[]]>([
    ["a reusable one", { reusable: true }, ["invalid!"]],
    ["no reusable one that is not to be", { reusable: true, recreateIfInvalid: "never" }, []],
    ["none for one machine", {}, []],
    ["one for one machine that is to be", { recreateIfInvalid: "always" }, ["invalid!"]],
  ])("that is no longer valid is made again: %s", async (_title, inputs, changes) => {
    const { id, outputs } = await tailnet.create(KEY, inputs);
    expect(tailnet.diff(KEY, outputs, inputs)).toEqual([]);
    tailnet.api.revokeKey(id);
    const revoked = (await tailnet.provider.read(KEY, id, outputs, inputs, CALL))?.outputs ?? {};
    expect(revoked).toMatchObject({ invalid: true, key: outputs["key"] });
    expect(tailnet.diff(KEY, revoked, inputs)).toEqual(changes);
    tailnet.api.keys.delete(id);
    expect((await tailnet.provider.read(KEY, id, outputs, inputs, CALL))?.outputs).toEqual(revoked);
  });

  it("changes in place whether it is made again", async () => {
    const { id, outputs } = await tailnet.create(KEY, {});
    const inputs = { recreateIfInvalid: "always" };
    expect(tailnet.diff(KEY, outputs, inputs)).toEqual(["recreateIfInvalid"]);
    const updated = await tailnet.provider.update(KEY, id, outputs, inputs, CALL);
    expect(updated).toEqual({ ...outputs, ...inputs });
  });

  it("is imported without the key itself, and not where there is none", async () => {
    const { id } = await tailnet.create(KEY, { tags: ["tag:node"], reusable: true });
    const imported = await tailnet.provider.read(KEY, id, {}, undefined, CALL);
    expect(imported?.outputs["key"]).toBe("");
    expect(imported?.inputs).toMatchObject({ tags: ["tag:node"], reusable: true });
    expect(tailnet.diff(KEY, imported?.outputs ?? {}, imported?.inputs ?? {})).toEqual([]);
    expect(await tailnet.provider.read(KEY, "kUNKNOWN", {}, undefined, CALL)).toBeUndefined();
  });

  it("that is gone already is deleted", async () => {
    await tailnet.provider.delete(KEY, "kUNKNOWN", {}, CALL);
    expect(tailnet.api.requests).toEqual(["DELETE tailnet/-/keys/kUNKNOWN"]);
  });
});

describe("a device's", () => {
  it.each<[string, string, Properties, Properties]>([
    ["tags", TAGS, { tags: ["tag:node"] }, { tags: [] }],
    ["key", DEVICE_KEY, { keyExpiryDisabled: true }, { keyExpiryDisabled: false }],
    ["approval", AUTHORIZATION, { authorized: true }, { authorized: true }],
  ])("%s is set, read, imported and reset", async (_title, of, properties, left) => {
    const device = tailnet.api.addDevice("thanos");
    const inputs = { deviceId: device.nodeId, ...properties };
    const { id, outputs } = await tailnet.create(of, inputs);
    expect({ id, outputs, device }).toMatchObject({
      id: device.nodeId,
      outputs: inputs,
      device: properties,
    });
    const imported = await tailnet.provider.read(of, device.id, {}, undefined, CALL);
    expect(imported?.inputs).toEqual({ ...inputs, deviceId: device.id });
    expect(tailnet.diff(of, outputs, { ...inputs, deviceId: "other" })).toEqual(["deviceId!"]);
    await tailnet.provider.delete(of, id, outputs, CALL);
    expect(device).toMatchObject(left);
  });

  it.each([TAGS, DEVICE_KEY, AUTHORIZATION])("%s is gone with the device", async (of) => {
    expect(
      await tailnet.provider.read(of, "nGONE", { deviceId: "nGONE" }, {}, CALL),
    ).toBeUndefined();
    await tailnet.provider.delete(of, "nGONE", { deviceId: "nGONE" }, CALL);
  });

  it("key expires where nothing else is said", async () => {
    const { nodeId: deviceId } = tailnet.api.addDevice("thanos");
    const { outputs } = await tailnet.create(DEVICE_KEY, { deviceId });
    expect(outputs).toEqual({ deviceId, keyExpiryDisabled: false });
    expect(tailnet.diff(DEVICE_KEY, outputs, { deviceId })).toEqual([]);
  });

  it("approval is not asked for where it is not declared, and not taken back", async () => {
    const { nodeId: deviceId } = tailnet.api.addDevice("thanos");
    await tailnet.create(AUTHORIZATION, { deviceId, authorized: false });
    expect(tailnet.api.requests).toEqual([]);
    const state = { deviceId, authorized: true };
    const change = tailnet.provider.update(
      AUTHORIZATION,
      deviceId,
      state,
      { deviceId, authorized: false },
      CALL,
    );
    await expect(change).rejects.toThrow(
      "authorized: an approval is not taken back by this resource; remove the device from the tailnet",
    );
  });
});
