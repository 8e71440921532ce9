import { describe, expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { imageFaults, imageReference, isUnresolved, pinFindings } from "./images.ts";
import type { ImageLock } from "./images.ts";

const digest = `sha256:${"a".repeat(64)}`;
const redis = { repository: "redis", tag: "8.0", own: false };
const own = { repository: "bev/tor", tag: "1.0.0", own: true };
const resolved = (platforms: string[], repository?: string): ImageLock["x"] => ({
  state: "resolved",
  digest,
  platforms,
  ...(repository !== undefined && { repository }),
});

describe("pinFindings", () => {
  it.each([
    [`redis:8.0@${digest}`, true],
    [`registry.example:5000/team/redis:8.0@${digest}`, false],
    ["redis:8.0", false],
    [`redis@${digest}`, false],
    [`redis:latest@${digest}`, false],
    [`redis:8.0@sha256:${"a".repeat(63)}`, false],
    [`redis:8.0@sha256:${"A".repeat(64)}`, false],
    ["", false],
  ])("has nothing against %s: %s", (reference, expected) => {
    expect(pinFindings(reference, { "redis:8.0": resolved([]) }, "r")).toHaveLength(
      expected ? 0 : 1,
    );
  });
});

describe("imageReference", () => {
  it("is tag and digest once a registry has confirmed it", () => {
    expect(imageReference(redis, { "redis:8.0": resolved(["linux/amd64"]) }, "r")).toBe(
      `redis:8.0@${digest}`,
    );
  });

  it("is the tag alone while none has", () => {
    expect(imageReference(redis, { "redis:8.0": { state: "unresolved" } }, "r")).toBe("redis:8.0");
    expect(isUnresolved(redis, {})).toBe(true);
  });

  it("takes BEV's own images from the configured registry", () => {
    expect(imageReference(own, {}, "registry.example:5000")).toBe(
      "registry.example:5000/bev/tor:1.0.0",
    );
  });

  it("takes an image from the mirror that confirmed it", () => {
    const lock = { "redis:8.0": resolved(["linux/amd64"], "127.0.0.1:5055/redis") };
    expect(imageReference(redis, lock, "r")).toBe(`127.0.0.1:5055/redis:8.0@${digest}`);
  });
});

describe("imageFaults", () => {
  const service = { name: "redis", node: "oracle1", image: redis };

  it("refuses an image that the lock does not list", () => {
    expect(formatFaults(imageFaults([service], {}, "arm64"))).toBe(
      "oracle1/redis/image: must be in the image lock, redis:8.0 is not; run npx bev images lock",
    );
  });

  it("refuses an image for another processor", () => {
    const lock = { "redis:8.0": resolved(["linux/amd64"]) };
    expect(formatFaults(imageFaults([service], lock, "arm64"))).toBe(
      "oracle1/redis/image: must be built for linux/arm64, redis:8.0 is for linux/amd64; choose " +
        "another tag or image in src/catalog/images.ts, then run npx bev images lock",
    );
  });

  it("takes what fits, and what no registry has judged yet", () => {
    const lock = { "redis:8.0": resolved(["linux/arm64/v8"]) };
    expect(imageFaults([service], lock, "arm64")).toEqual([]);
    expect(imageFaults([service], { "redis:8.0": { state: "unresolved" } }, "arm64")).toEqual([]);
  });
});
