/** Values drawn once and kept in state, as the published `random` provider draws them. */
import bcrypt from "bcryptjs";
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { ResourceHandler } from "../kit/provider.ts";
import { resourceSchema } from "../kit/schema.ts";
import type { Failure, ResourceNotes } from "../kit/schema.ts";
import type { Properties, Value } from "../kit/values.ts";
import facts from "./schema.json" with { type: "json" };
import { checkCharacters, drawCharacters, shuffled, STRING_DEFAULTS } from "./characters.ts";

/** `number` is an older name of `numeric`. */
const CHARACTERS = {
  defaults: STRING_DEFAULTS,
  refused: new Set(["number"]),
  check: (inputs: Properties) => [
    ...atLeast("length", 1, inputs["length"]),
    ...checkCharacters(inputs),
  ],
};

export const resources: Record<string, ResourceHandler> = {
  "random:index/randomBytes:RandomBytes": resource(
    "randomBytes:RandomBytes",
    ({ length }) => {
      const bytes = randomBytes(Number(length));
      // Not the published plugin's id: that is the secret itself, and state shows ids in plain text.
      return { id: "none", base64: bytes.toString("base64"), hex: bytes.toString("hex") };
    },
    { check: ({ length }) => atLeast("length", 1, length) },
  ),
  "random:index/randomId:RandomId": resource(
    "randomId:RandomId",
    ({ byteLength, prefix }) => {
      const bytes = randomBytes(Number(byteLength));
      const before = typeof prefix === "string" ? prefix : "";
      return {
        id: bytes.toString("base64url"),
        b64Std: before + bytes.toString("base64"),
        b64Url: before + bytes.toString("base64url"),
        dec: before + BigInt(`0x${bytes.toString("hex")}`).toString(),
        hex: before + bytes.toString("hex"),
      };
    },
    { check: ({ byteLength }) => atLeast("byteLength", 1, byteLength) },
  ),
  "random:index/randomInteger:RandomInteger": resource(
    "randomInteger:RandomInteger",
    ({ min, max }) => {
      const result = randomInt(Number(min), Number(max) + 1);
      return { id: String(result), result };
    },
    { refused: new Set(["seed"]), check: ({ min, max }) => atLeast("max", min, max) },
  ),
  "random:index/randomPassword:RandomPassword": resource(
    "randomPassword:RandomPassword",
    (inputs) => {
      const result = drawCharacters(inputs);
      return { id: "none", result, bcryptHash: bcrypt.hashSync(result.slice(0, 72)) };
    },
    CHARACTERS,
  ),
  "random:index/randomShuffle:RandomShuffle": resource(
    "randomShuffle:RandomShuffle",
    ({ inputs, resultCount }) => {
      const items = inputs as string[];
      const count = typeof resultCount === "number" ? resultCount : items.length;
      // More than there are: another round of all of them.
      const rounds = items.length === 0 ? 0 : Math.ceil(count / items.length);
      const results = Array.from({ length: rounds }, () => shuffled(items)).flat();
      return { id: "-", results: results.slice(0, count) };
    },
    { refused: new Set(["seed"]) },
  ),
  "random:index/randomString:RandomString": resource(
    "randomString:RandomString",
    (inputs) => {
      const result = drawCharacters(inputs);
      return { id: result, result };
    },
    CHARACTERS,
  ),
  "random:index/randomUuid:RandomUuid": resource("randomUuid:RandomUuid", () => {
    const result = randomUUID();
    return { id: result, result };
  }),
};

type Draw = (inputs: Properties) => { id: string } & Properties;

function resource(
  token: string,
  draw: Draw,
  { check, ...notes }: ResourceNotes & Pick<ResourceHandler, "check"> = {},
): ResourceHandler {
  return {
    schema: resourceSchema(facts, `random:index/${token}`, notes),
    ...(check && { check }),
    async create(inputs) {
      const { id, ...drawn } = draw(inputs);
      return { id, outputs: { ...inputs, ...drawn } };
    },
  };
}

function atLeast(
  property: string,
  minimum: Value | undefined,
  value: Value | undefined,
): Failure[] {
  if (typeof minimum !== "number" || typeof value !== "number" || value >= minimum) return [];
  return [{ property, reason: `must be at least ${String(minimum)}, got ${String(value)}` }];
}
