/** What a Tailscale policy file lets through, in the words of Tailscale's own packet filter. */
import { spawnSync } from "node:child_process";
import { built, tailnetFilter } from "./go-programs.ts";

/** A device of the tailnet, either tagged or a user's. */
export type TailnetNode = {
  name: string;
  /** Of 100.64.0.0/10 or fd7a:115c:a1e0::/48. */
  address: string;
} & ({ tags: string[] } | { user: string });

/** A connection that `src` opens to `dst`, both names of nodes. */
export interface Query {
  src: string;
  dst: string;
  /** tcp, udp, icmp and the other names of Tailscale's documentation, or an IANA number. */
  proto: string;
  /** None for a protocol without ports. */
  port?: number;
}

/** What fails of a test that the policy itself has. */
export interface TestResult {
  src: string;
  /** Destinations that should be accepted and are not. */
  accept: string[];
  /** Destinations that should be denied and are accepted. */
  deny: string[];
}

export interface Evaluation {
  /** Whether each query's connection is accepted, in their order. */
  answers: boolean[];
  tests: TestResult[];
}

/**
 * All queries of a policy belong into one call, which makes the filter of each destination once.
 * @param policy HuJSON
 * @throws Error for a part of the policy's language that the program does not understand
 */
export async function evaluatePolicy(
  policy: string,
  nodes: readonly TailnetNode[],
  queries: readonly Query[],
): Promise<Evaluation> {
  const { status, stdout, stderr } = spawnSync(await built(tailnetFilter), {
    input: JSON.stringify({ policy, nodes, queries }),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`exit code ${String(status)}: ${stderr.trim()}`);
  return JSON.parse(stdout) as Evaluation;
}
