/** What a stack's file in a project of bev's own has of the other stacks' files. */
import { expect, it } from "@jest/globals";
import { choicesElsewhere } from "./project.ts";

const off = { "gpu-exporter": { enabled: false } };

it("has what the others choose, and of itself nothing", () => {
  const settings = {
    oracle1: { "bev:services": { n8n: { enabled: true } } },
    thanos: { "bev:services": off },
  };
  expect(choicesElsewhere("oracle1", settings)).toEqual({ thanos: off });
});

it("has nothing of those that choose nothing, and of choices that are none", () => {
  const settings = { thanos: { "bev:services": { redis: { enable: true } } }, starlord: {} };
  expect(choicesElsewhere("oracle1", settings)).toEqual({});
});
