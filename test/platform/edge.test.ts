/** An edge region on the lab's fourth host: from ORACLE1's geo-router through the region's entry to a member, and without it. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { answered, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { addressOf, lab } from "../kit/lab.ts";
import { disconnected, switchedOff } from "../kit/lab-faults.ts";
import type { LabFault } from "../kit/lab-faults.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";

const REGION = "edge-us-east";
const MEMBER = "local-ai-inference";
/** What the router may take to see that a region is out, or back (ADR-0024). */
const NOTICED_MS = 10_000;

interface Answer {
  status: number;
  body: string;
  cache: string | null;
}

async function get(url: string): Promise<Answer> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
  const cache = answer.headers.get("x-cache-status");
  return { status: answer.status, body: await answer.text(), cache };
}

const entry = (path: string) => get(`http://${addressOf(REGION)}:8080${path}`);
const router = (path: string) => get(`http://${addressOf("oracle1")}:8021${path}`);

/** Containers of the member that the region has twice. */
async function members(): Promise<string[]> {
  const filter = ["--filter", `label=bev.service=${MEMBER}`, "--format", "{{.Names}}"];
  return (await lab.docker(REGION, "ps", ...filter)).split("\n").filter(Boolean);
}

/** Which instances answer so many requests, each for another path. */
async function instances(count: number): Promise<Set<string | undefined>> {
  const found = new Set<string | undefined>();
  for (let index = 0; index < count; index++) {
    const { status, body } = await entry(`/${MEMBER}/${String(index)}`);
    found.add(status === 200 ? /instance: (\S+);/.exec(body)?.[1] : String(status));
  }
  return found;
}

describe("the region", () => {
  it("has nothing to change, with and without a refresh", async () => {
    await lab.expectNoChanges(REGION);
    await lab.expectNoChanges(REGION, "--refresh");
  });

  it("is where geo-router sends requests, and its entry passes them to both members", async () => {
    const { status, body } = await ask(
      () => router("/route"),
      (answer) => answer.status === 200,
    );
    expect([status, JSON.parse(body)]).toEqual([
      200,
      { region: "us-east-1", address: `${addressOf(REGION)}:8080`, why: expect.any(String) },
    ]);
    expect((await instances(20)).size).toBe(2);
  });

  it("keeps an answer, and says so", async () => {
    const path = `/kept-${String(Date.now())}`;
    const first = await entry(path);
    const second = await entry(path);
    expect([first.cache, second.cache]).toEqual(["MISS", "HIT"]);
    expect([second.status, second.body]).toEqual([200, first.body]);
  });

  it("loses no request to a member that was killed, once its check has failed", async () => {
    const [killed = ""] = await members();
    await lab.docker(REGION, "kill", killed);
    // Its check comes every second, and may take as long.
    await sleep(3000);
    const after = await instances(200).finally(() => lab.docker(REGION, "start", killed));
    expect([...after]).toEqual([expect.stringContaining(MEMBER)]);
    expect(
      (
        await ask(
          () => instances(20),
          ({ size }) => size === 2,
        )
      ).size,
    ).toBe(2);
  });
});

/** Milliseconds until the router's answer has this status. */
async function noticed(status: number): Promise<number> {
  const begun = performance.now();
  const answer = await ask(
    () => router("/route"),
    (one) => one.status === status,
  );
  expect(answer.status).toBe(status);
  return performance.now() - begun;
}

async function status(): Promise<string> {
  return (await answered(lab.bev("status", "--lab"))).stdout;
}

const update = () => lab.up("oracle1");
const plan = () => succeeded(lab.pulumi("preview", "--stack", "oracle1"));

describe.each<[string, LabFault, string, () => Promise<Run>]>([
  ["is cut off", disconnected(REGION), "update", update],
  ["has lost its host", switchedOff(REGION), "plan", plan],
])("a region that %s", (_what, fault, done, carryOut) => {
  let seconds: number;

  beforeAll(async () => {
    await noticed(200);
    await fault.begin();
    seconds = (await noticed(503)) / 1000;
  });
  putBack(fault.end);

  it("gets no request within ten seconds", () => {
    expect(seconds).toBeLessThan(NOTICED_MS / 1000);
  });

  it(`is named by bev status, and stops no ${done} of ORACLE1`, async () => {
    expect(await status()).toMatch(/^edge regions: us-east no answer$/m);
    const { stdout } = await carryOut();
    expect(stdout).toContain(`${REGION}: deployed at ${addressOf(REGION)} (as published)`);
  });

  it("gets requests again within ten seconds of its return", async () => {
    await fault.end();
    await ask(
      () => entry("/health").catch(() => undefined),
      (answer) => answer?.status === 200,
    );
    expect(await noticed(200)).toBeLessThan(NOTICED_MS);
    expect(await status()).toMatch(/^edge regions: us-east healthy$/m);
  });
});
