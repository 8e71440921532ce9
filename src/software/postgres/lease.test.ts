/** The start script of a primary, beside something that stands for its server, with a proxy and a third vote that are told what to say. */
import { expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../../test/kit/patience.ts";
import { shellScript } from "../../lib/shell-script.ts";

/** A whole round of questions and more. */
const ROUND_MS = 3500;
/** In place of twenty seconds. */
const ALONE = 3;
/** Longer than that, and a round. */
const LONG_MS = (ALONE + 2) * 1000 + ROUND_MS;

/** Answers each request with a name, and with 503 without one. */
class Teller {
  says: string | undefined;
  readonly asked: string[] = [];
  readonly #server: Server = createServer((question, answer) => {
    this.asked.push(`${question.method ?? ""} ${question.url ?? ""}`);
    answer.statusCode = this.says === undefined ? 503 : 200;
    answer.end(`${this.says ?? "away"}\n`);
  });

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  get at(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** A node's server, with both that it asks. */
class Scene {
  readonly proxy = new Teller();
  readonly vote = new Teller();
  log = "";
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "bev-lease-"));
  #server: ChildProcess | undefined;

  /** With a note of so many seconds ago that the node was the primary; until the server runs, or waits. */
  async start(noted?: number, hasVote = true): Promise<void> {
    await Promise.all([this.proxy.listen(), this.vote.listen()]);
    this.#makeFolder(noted);
    const script = shellScript(new URL("lease.sh", import.meta.url), {
      ...{ node: "thanos", proxy: this.proxy.at, vote: hasVote ? this.vote.at : "" },
      ...{ seconds: "60", alone: String(ALONE), still: "20" },
    });
    const PATH = `${this.#folder}:${process.env["PATH"] ?? ""}`;
    const env = { PATH, PGDATA: this.#folder };
    this.#server = spawn("sh", ["-c", script, "sh", "postgres"], { env, detached: true });
    for (const stream of [this.#server.stdout, this.#server.stderr])
      stream?.on("data", (text: Buffer) => (this.log += text.toString()));
    await eventually(() => /^runs$|^lease: (waits|fenced)/m.test(this.log), "the first word");
  }

  ended(): Promise<void> {
    return eventually(() => !this.isRunning, "the end of the server");
  }

  #makeFolder(noted: number | undefined): void {
    mkdirSync(path.join(this.#folder, "global"));
    writeFileSync(path.join(this.#folder, "global", "pg_control"), "");
    const server = "#!/bin/sh\necho runs\nexec sleep 60\n";
    writeFileSync(path.join(this.#folder, "docker-entrypoint.sh"), server, { mode: 0o755 });
    if (noted === undefined) return;
    const note = path.join(this.#folder, "bev_lease");
    writeFileSync(note, "");
    const at = Date.now() / 1000 - noted;
    utimesSync(note, at, at);
  }

  /** How long ago the server was told last that its node is the primary; undefined before. */
  get notedSeconds(): number | undefined {
    const note = statSync(path.join(this.#folder, "bev_lease"), { throwIfNoEntry: false });
    return note && (Date.now() - note.mtimeMs) / 1000;
  }

  get isRunning(): boolean {
    const isEnded = this.#server?.exitCode !== null || this.#server.signalCode !== null;
    return /^runs$/m.test(this.log) && !isEnded;
  }

  end(): void {
    const { pid } = this.#server ?? {};
    try {
      if (pid !== undefined) process.kill(-pid, "SIGKILL");
    } catch {
      // It has ended.
    }
    for (const stream of [this.#server?.stdout, this.#server?.stderr]) stream?.destroy();
    this.proxy.close();
    this.vote.close();
    rmSync(this.#folder, { recursive: true });
  }
}

/** They wait, and do so at the same time. */
function test(title: string, work: (scene: Scene) => Promise<void>): void {
  it.concurrent(
    title,
    async () => {
      const scene = new Scene();
      try {
        await work(scene);
      } finally {
        scene.end();
      }
    },
    60_000,
  );
}

test("with a third vote it starts by the proxy's word, and goes on by either's", async (scene) => {
  scene.proxy.says = "thanos";
  await scene.start();
  await sleep(ROUND_MS);
  expect(scene.isRunning).toBe(true);
  expect(scene.vote.asked).toContain("POST /lease/thanos");
  [scene.proxy.says, scene.vote.says] = [undefined, "thanos"];
  await sleep(LONG_MS);
  expect(scene.isRunning).toBe(true);
});

test("with a third vote it stops once it has heard of neither for too long", async (scene) => {
  scene.proxy.says = "thanos";
  await scene.start();
  await eventually(() => scene.notedSeconds !== undefined, "the first note");
  scene.proxy.says = undefined;
  await scene.ended();
  expect(scene.log).toMatch(
    /lease: cut off for \d+ s from the proxy and from the third vote: stopping the server/,
  );
  // By the word of a vote that was away for a moment it starts again.
  expect(scene.notedSeconds).toBeLessThan(60);
});

test("it stops once the vote names another node and the proxy is silent", async (scene) => {
  [scene.proxy.says, scene.vote.says] = ["thanos", "thanos"];
  await scene.start();
  await eventually(() => scene.notedSeconds !== undefined, "the first note");
  [scene.proxy.says, scene.vote.says] = [undefined, "oracle1"];
  await scene.ended();
  expect(scene.log).toContain("lease: oracle1 is the primary: stopping the server");
  expect(scene.notedSeconds).toBeGreaterThan(1e9);
});

const STARTS: [what: string, said: string | undefined, noted: number | undefined, is: boolean][] = [
  ["the vote's word, a moment after it ran", "thanos", 5, true],
  ["the vote's word, long after it ran", "thanos", 90, false],
  ["no word at all, a moment after it ran", undefined, 5, false],
  ["no word at all, and it never had one", undefined, undefined, false],
  ["the word that another node has the lease", "oracle1", 5, false],
];
for (const [what, said, noted, is] of STARTS) {
  test(`${is ? "it starts" : "it does not start"} by ${what}`, async (scene) => {
    scene.vote.says = said;
    await scene.start(noted);
    expect(scene.isRunning).toBe(is);
  });
}

test("it does not start against the proxy's word, whatever the vote says", async (scene) => {
  [scene.proxy.says, scene.vote.says] = ["oracle1", "thanos"];
  await scene.start(5);
  expect(scene.isRunning).toBe(false);
  expect(scene.log).toContain("lease: fenced: oracle1 is the primary");
});

test("without a third vote it goes on without any word", async (scene) => {
  scene.proxy.says = "thanos";
  await scene.start(undefined, false);
  scene.proxy.says = undefined;
  await sleep(LONG_MS);
  expect(scene.isRunning).toBe(true);
});
