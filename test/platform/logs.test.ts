/** Logs: what services write reaches the store whole, without secrets, also where the store is away; bev logs shows it. */
import { describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { answered } from "../kit/engine.ts";
import { containerOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";

const STORE = "log-aggregation";

/** No other run's lines are taken for those of this one. */
const mark = `mark-${randomBytes(6).toString("hex")}`;
const canary = randomBytes(12).toString("hex");

/** What a shell in PostgreSQL's container prints is in the container's log. */
async function write(script: string): Promise<void> {
  await lab.exec("thanos", "postgres", "bash", "-c", `(${script}) > /proc/1/fd/1`);
}

async function logs(...options: string[]): Promise<string> {
  return (await answered(lab.bev("logs", "postgres", "--lab", ...options))).output;
}

/** How many different lines of the run the store has that hold a text. */
async function storedLines(text: string): Promise<number> {
  const query = `{service="postgres"} "${text}" | stats count_uniq(_msg) as lines`;
  const url = `http://127.0.0.1:9428/select/logsql/query?query=${encodeURIComponent(query)}`;
  const answer = await lab.exec("oracle1", STORE, "wget", "-q", "-O", "-", url);
  return Number((JSON.parse(answer) as { lines: string }).lines);
}

/** By reason, what the shipper of THANOS has lost since its start. */
async function lost(): Promise<Record<string, number>> {
  const url = "http://127.0.0.1:9429/metrics";
  const text = await lab.exec("thanos", "log-shipper", "wget", "-q", "-O", "-", url);
  const all = text.matchAll(/^bev_log_dropped_total\{reason="([^"]+)"\} (\S+)$/gm);
  return Object.fromEntries([...all].map(([, reason = "", count]) => [reason, Number(count)]));
}

const nothing = { cut: 0, "queue full": 0, refused: 0, rotated: 0 };

async function queuedWith(text: string): Promise<string[]> {
  const found = await lab.try(
    "thanos",
    ...["exec", containerOf("log-shipper"), "grep", "-rl", text, "/var/lib/log-shipper"],
  );
  return found.stdout.split("\n").filter(Boolean);
}

putBack(async () => {
  await lab.docker("oracle1", "start", containerOf(STORE));
  await lab.healthy("oracle1", STORE);
});

describe("while all is well", () => {
  it("shows what PostgreSQL has written, from the store", async () => {
    await write(`echo ${mark} first`);
    const shown = await ask(
      () => logs("--since", "10m"),
      (text) => text.includes("from the log store: thanos/postgres"),
    );
    expect(shown).toContain("from the log store: thanos/postgres");
    const line = new RegExp(String.raw`^\S+Z thanos/postgres stdout ${mark} first$`, "m");
    expect(
      await ask(
        () => logs("--grep", mark),
        (text) => line.test(text),
      ),
    ).toMatch(line);
  });

  it("goes on with new lines, and leaves nothing behind", async () => {
    const following = spawn(
      process.execPath,
      ["cli/main.ts", "logs", "postgres", "--lab", "--follow", "--since", "1m"],
      { cwd: lab.directory, env: { ...process.env, ...lab.environment } },
    );
    let shown = "";
    following.stdout.on("data", (text: Buffer) => (shown += text.toString()));
    let count = 0;
    await ask(
      async () => {
        await write(`echo ${mark} followed ${String(++count)}`);
        return shown;
      },
      (text) => text.includes(`${mark} followed 2`),
    );
    expect(shown).toContain(`${mark} followed 2`);
    const ended = new Promise((resolve) => following.on("close", resolve));
    following.kill("SIGINT");
    await ended;
    const commands = () =>
      lab.exec("oracle1", STORE, "sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
    const left = (text: string) =>
      text.includes("wget -q -O - http://127.0.0.1:9428/select/logsql/tail");
    expect(left(await ask(commands, (text) => !left(text)))).toBe(false);
  });

  it("writes into its volume", async () => {
    const { Mounts } = await lab.inspectOne("oracle1", STORE);
    expect(Mounts).toEqual([expect.objectContaining({ Type: "volume", Destination: "/var/tmp" })]);
    expect(await lab.exec("oracle1", STORE, "ls", "/var/tmp/victoria-logs")).toContain(
      "partitions",
    );
  });
});

describe("while the store is away", () => {
  const LINES = 600;

  it("keeps lines on the node, without secrets, and bev logs asks the Engine", async () => {
    await lab.docker("oracle1", "stop", containerOf(STORE));
    await write(
      `for i in $(seq ${String(LINES)}); do echo "${mark} load $i end"; sleep 0.05; done`,
    );
    await write(`echo "${mark} postgres://app:${canary}@thanos/db password=${canary}"`);
    expect(
      await ask(
        () => queuedWith("redacted"),
        (files) => files.length > 0,
      ),
    ).not.toEqual([]);
    expect(await queuedWith(canary)).toEqual([]);
    const shown = await logs("--since", "5m", "--grep", `load ${String(LINES)} end`);
    expect(shown).toMatch(
      /^from the Engine: thanos\/postgres; oracle1\/log-aggregation: must answer/m,
    );
    expect(shown).toMatch(new RegExp(`${mark} load ${String(LINES)} end`));
  });

  it("loses nothing of it", async () => {
    await lab.docker("oracle1", "start", containerOf(STORE));
    const load = () => storedLines(`${mark} load`);
    await lab.healthy("oracle1", STORE);
    expect(await ask(load, (lines) => lines === LINES)).toBe(LINES);
    expect(await lost()).toEqual(nothing);
  });

  it("has no secret in the store", async () => {
    expect(
      await ask(
        () => storedLines(`${mark} postgres`),
        (lines) => lines === 1,
      ),
    ).toBe(1);
    expect(await storedLines(canary)).toBe(0);
    const shown = await logs("--since", "15m", "--grep", `${mark} postgres`);
    expect(shown).toContain(`${mark} postgres://app:[redacted]@thanos/db password=[redacted]`);
  });
});

it("brings lines of every node", async () => {
  const shown = () => answered(lab.bev("logs", "node-exporter", "--lab", "--since", "1d"));
  const { output } = await ask(shown, (run) =>
    run.output.includes("starlord/node-exporter stderr"),
  );
  for (const node of ["oracle1", "thanos", "starlord"]) {
    expect(output).toContain(` ${node}/node-exporter `);
  }
});
