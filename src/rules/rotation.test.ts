/** What a secret is called, and how its rotations travel on a container's label. */
import { expect, it } from "@jest/globals";
import {
  certificateId,
  isTakenLive,
  ROTATED_LABEL,
  rotatedText,
  rotationsOf,
  secretId,
} from "./rotation.ts";

it("names a secret by the service that has it first", () => {
  expect(secretId({ name: "redis" }, { name: "auth.conf" })).toBe("redis/auth.conf");
  const shared = { name: "password", from: "postgres/password" };
  expect(secretId({ name: "connection-pooler" }, shared)).toBe("postgres/password");
  expect(certificateId("vault")).toBe("vault/certificate");
});

it("takes one live where the service can, unless it reads that one at its start alone", () => {
  const secret = { name: "password" };
  const reload = "kill -HUP 1";
  expect(isTakenLive({ reload }, secret)).toBe(true);
  expect(isTakenLive({ reload, atStart: ["cookie"] }, secret)).toBe(true);
  expect(isTakenLive({ reload, atStart: ["password"] }, secret)).toBe(false);
  expect(isTakenLive({}, secret)).toBe(false);
});

it("writes the counts in one order, and nothing where nothing was rotated", () => {
  expect(rotatedText({ "redis/b": 2, "redis/a": 1 })).toBe("redis/a=1,redis/b=2");
  expect(rotatedText({})).toBeUndefined();
});

it("reads the highest count of each secret from all labels", () => {
  const label = (text: string) => ({ [ROTATED_LABEL]: text, "bev.service": "redis" });
  expect(ROTATED_LABEL).toBe("bev.rotated");
  expect(rotationsOf([label("a/x=1,b/y=3"), label("a/x=2,b/y=1"), { "bev.service": "c" }])).toEqual(
    { "a/x": 2, "b/y": 3 },
  );
  expect(rotationsOf([])).toEqual({});
});
