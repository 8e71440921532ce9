/** A program that policies refuse. It declares bad resources directly, so that no check of the product's own stops it. */
import * as pulumi from "@pulumi/pulumi";
import { onOracle1 } from "./oracle1.ts";
import { onStarlord } from "./starlord.ts";
import { onThanos } from "./thanos.ts";

const stacks: Record<string, () => void> = {
  oracle1: onOracle1,
  starlord: onStarlord,
  thanos: onThanos,
};

export default function program(): { references: Record<string, string> } {
  const stack = pulumi.getStack();
  stacks[stack]?.();
  return { references: stack === "thanos" ? { starlord: "a test" } : {} };
}
