/** Passwords and UUIDs, drawn once and kept in state, as the published `random` provider draws them. */
import bcrypt from "bcryptjs";
import { randomUUID } from "node:crypto";
import type { ResourceHandler } from "../kit/provider.ts";
import { resourceSchema } from "../kit/schema.ts";
import type { ResourceNotes } from "../kit/schema.ts";
import type { Properties } from "../kit/values.ts";
import facts from "./schema.json" with { type: "json" };
import { checkCharacters, drawCharacters, STRING_DEFAULTS } from "./characters.ts";

export const resources: Record<string, ResourceHandler> = {
  "random:index/randomPassword:RandomPassword": resource(
    "randomPassword:RandomPassword",
    (inputs) => {
      const result = drawCharacters(inputs);
      return { id: "none", result, bcryptHash: bcrypt.hashSync(result.slice(0, 72)) };
    },
    {
      defaults: STRING_DEFAULTS,
      // An older name of `numeric`.
      refused: new Set(["number"]),
      check: checkCharacters,
    },
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
