/**
 * The generated policy as Tailscale's own packet filter understands it, by a program that knows nothing
 * of how it is generated: every cell of the matrix, and what each change to a grant does to it.
 */
import { describe, expect, it } from "@jest/globals";
import { isNode, nodes } from "../../src/catalog/nodes.ts";
import { OPERATORS, tagsOf } from "../../src/access/tailnet/connections.ts";
import { expectedMatrix } from "../kit/tailnet-matrix.ts";
import { tailnetPolicy } from "../../src/access/tailnet/policy.ts";
import { askedPurposes } from "../../src/software/index.ts";
import { policyText } from "../../src/access/tailnet/text.ts";
import { trackedServices } from "../kit/stack-config.ts";
import { evaluatePolicy } from "../kit/tailnet-filter.ts";
import type { Query, TailnetNode } from "../kit/tailnet-filter.ts";

const OPERATOR = "operator@bev.invalid";

/** A port that the matrix does not ask for. */
const NOBODYS = 2;

const services = trackedServices();
const policy = policyText(tailnetPolicy(services, [OPERATOR], askedPurposes));
const matrix = expectedMatrix(services);
const queries = matrix.map(({ src, dst, protocol, port }): Query => ({
  src,
  dst,
  proto: protocol,
  port,
}));
const devices: TailnetNode[] = [
  ...tagsOf(services).map((tag, index) => ({
    name: tag,
    address: addressOf(tag, index),
    tags: [tag],
  })),
  { name: OPERATORS, address: "100.64.1.1", user: OPERATOR },
];

function addressOf(tag: string, index: number): string {
  const name = tag.replace("tag:", "");
  return isNode(name) ? nodes[name].address : `100.64.2.${String(index + 1)}`;
}

/** Cells that are not as the catalogue says, such as `tag:thanos tag:oracle1 tcp 8300`. */
async function wrongCells(changed: string): Promise<string[]> {
  const { answers } = await evaluatePolicy(changed, devices, queries);
  return matrix.flatMap(({ src, dst, protocol, port, allowed }, index) =>
    answers[index] === allowed ? [] : [`${src} ${dst} ${protocol} ${String(port)}`],
  );
}

describe("the policy in Tailscale's packet filter", () => {
  it("lets through what the catalogue says, and passes its own tests", async () => {
    const { answers, tests } = await evaluatePolicy(policy, devices, queries);
    console.log(
      `cells: ${String(answers.length)}, accepted: ${String(answers.filter(Boolean).length)}`,
    );
    expect(answers).toEqual(matrix.map(({ allowed }) => allowed));
    expect(tests.filter(({ accept, deny }) => accept.length + deny.length > 0)).toEqual([]);
    expect(tests.length).toBeGreaterThan(0);
  });

  it("is wrong in one cell for each port of a grant that becomes another", async () => {
    const ports = policy.match(/^ +"(?:tcp|udp):\d+", .*\n/gm) ?? [];
    const granted = matrix.filter(({ allowed }) => allowed);
    expect(ports).toHaveLength(granted.length);
    const wrong = [];
    for (const at of placesOf(policy, ports)) {
      const rest = policy.slice(at).replace(/:\d+/, `:${String(NOBODYS)}`);
      wrong.push(await wrongCells(policy.slice(0, at) + rest));
    }
    expect(wrong.map((cells) => cells.length)).toEqual(granted.map(() => 1));
    expect(new Set(wrong.flat()).size).toBe(granted.length);
  });

  it("is wrong where a grant gets another port", async () => {
    const wider = policy.replace('"tcp:8300",', '"tcp:8300", "tcp:2375",');
    expect(await wrongCells(wider)).toEqual(["tag:starlord tag:oracle1 tcp 2375"]);
  });
});

/** Where each of these lines begins; equal ones stand in several grants. */
function placesOf(text: string, lines: readonly string[]): number[] {
  const places: number[] = [];
  for (const line of lines) places.push(text.indexOf(line, (places.at(-1) ?? -1) + 1));
  return places;
}
