/** The character rules of a password. */
import { randomInt } from "node:crypto";
import type { Failure } from "../kit/schema.ts";
import type { Properties } from "../kit/values.ts";
import { containsUnknown } from "../kit/values.ts";

export const STRING_DEFAULTS: Properties = {
  lower: true,
  upper: true,
  numeric: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
};

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const NUMERIC = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** Why no text can be drawn to these rules; nothing where a rule is still unknown. */
export function checkCharacters(inputs: Properties): Failure[] {
  if (containsUnknown(inputs)) return [];
  const { length, alphabet, classes } = rules(inputs);
  const least = classes.reduce((sum, { minimum }) => sum + minimum, 0);
  if (length < 1)
    return [{ property: "length", reason: `must be at least 1, got ${String(length)}` }];
  if (length < least) {
    const reason = `must be at least the sum of the minimums, ${String(least)}, got ${String(length)}`;
    return [{ property: "length", reason }];
  }
  if (alphabet === "") {
    return [{ property: "length", reason: "every character class is switched off" }];
  }
  return [];
}

/** Draws `length` characters with at least the minimum of each class. */
export function drawCharacters(inputs: Properties): string {
  const { length, alphabet, classes } = rules(inputs);
  const required = classes.flatMap((one) => draw(one.alphabet, one.minimum));
  return shuffled([...required, ...draw(alphabet, length - required.length)]).join("");
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const pick = randomInt(last + 1);
    [result[last], result[pick]] = [result[pick] as Item, result[last] as Item];
  }
  return result;
}

function rules(inputs: Properties): {
  length: number;
  alphabet: string;
  classes: { alphabet: string; minimum: number; enabled: boolean }[];
} {
  const special = inputs["overrideSpecial"];
  const alphabets = {
    Lower: LOWER,
    Upper: LOWER.toUpperCase(),
    Numeric: NUMERIC,
    Special: typeof special === "string" && special !== "" ? special : SPECIAL,
  };
  const classes = Object.entries(alphabets).map(([name, alphabet]) => ({
    alphabet,
    minimum: Number(inputs[`min${name}`] ?? 0),
    enabled: inputs[name.toLowerCase()] !== false,
  }));
  const enabled = classes.filter((one) => one.enabled).map((one) => one.alphabet);
  return { length: Number(inputs["length"]), alphabet: enabled.join(""), classes };
}

function draw(alphabet: string, count: number): string[] {
  return Array.from({ length: count }, () => alphabet.charAt(randomInt(alphabet.length)));
}
