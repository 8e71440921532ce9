/** The log shipper between a real Engine and a real store: whole lines, no secrets, and nothing lost while either is away. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import net from "node:net";
import type { AddressInfo } from "node:net";
import { docker, ensureTestImage, removeAll, TEST_IMAGE } from "../kit/docker.ts";
import { run } from "../kit/engine.ts";
import { ensureProgram } from "../kit/image-program.ts";
import { ask } from "../kit/patience.ts";

const PREFIX = "bev_test_logs";
const SERVICE = `${PREFIX}_service`;
const SHIPPER = `${PREFIX}_shipper`;
const STORE = `${PREFIX}_store`;
const STACK = "logs-test";
const STORE_PORT = 19428;
const CANARY = "canary-4e1d9c";

/** In place of docker-proxy, which the platform's own tests have. */
const proxy = net.createServer((client) => {
  const [, socket = "/var/run/docker.sock"] =
    /^unix:\/\/(.+)/.exec(process.env["DOCKER_HOST"] ?? "") ?? [];
  const engine = net.connect(socket);
  client.pipe(engine).pipe(client);
  for (const end of [client, engine]) end.on("error", () => client.destroy());
});

/** A program of ours on the machine's own network. */
async function start(
  container: string,
  program: string,
  args: string[],
  options: string[],
): Promise<void> {
  await docker(
    ...["run", "--detach", "--name", container, "--network", "host", ...options],
    ...["--volume", `${await ensureProgram(program)}:/program:ro`, TEST_IMAGE, "/program", ...args],
  );
}

beforeAll(async () => {
  await ensureTestImage();
  await removeAll(PREFIX);
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  await start(
    STORE,
    "victoriaLogs",
    ["-storageDataPath=/logs/data", `-httpListenAddr=127.0.0.1:${String(STORE_PORT)}`],
    ["--volume", `${STORE}:/logs`],
  );
  const variables = [
    `BEV_STACK=${STACK}`,
    `BEV_ENGINE=127.0.0.1:${String(port)}`,
    `BEV_LOGS=127.0.0.1:${String(STORE_PORT)}`,
  ].flatMap((variable) => ["--env", variable]);
  await start(
    SHIPPER,
    "log-shipper",
    [],
    [...variables, "--volume", `${SHIPPER}:/var/lib/log-shipper`],
  );
  // As a row's container has it, so that 25 MB are three files.
  await docker(
    ...["run", "--detach", "--init", "--name", SERVICE, "--hostname", "postgres-2"],
    ...["--label", "bev.service=postgres", "--label", `bev.stack=${STACK}`],
    ...["--log-driver", "json-file", "--log-opt", "max-size=10m", "--log-opt", "max-file=3"],
    ...[TEST_IMAGE, "sleep", "1000"],
  );
});

afterAll(async () => {
  await removeAll(PREFIX);
  proxy.close();
});

/** What a shell prints there is in the container's log. */
async function write(script: string): Promise<void> {
  await docker("exec", SERVICE, "sh", "-c", `(${script}) > /proc/1/fd/1`);
}

interface Row {
  _msg: string;
  part?: string;
  [field: string]: string | undefined;
}

/** Empty while the store is away. */
async function found(query: string): Promise<Row[]> {
  const url = `http://127.0.0.1:${String(STORE_PORT)}/select/logsql/query?query=${encodeURIComponent(query)}`;
  const text = await fetch(url).then(
    (answer) => answer.text(),
    () => "",
  );
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
}

async function lost(): Promise<number[]> {
  const text = await (await fetch("http://127.0.0.1:9429/metrics")).text();
  return [...text.matchAll(/^bev_log_dropped_total\{.+\} (\S+)$/gm)].map(([, count]) =>
    Number(count),
  );
}

it("brings a line of 1 MB in pieces, bytes that are no text, and labels", async () => {
  await write(
    `head -c 1000000 /dev/zero | tr '\\0' x; echo; printf 'bytes \\377\\376\\001 end\\n'`,
  );
  const pieces = () => found("part:* | fields _msg, part");
  const all = await ask(pieces, (rows) => rows.length >= 31);
  expect(all.map(({ part }) => part)).toContain("31/31");
  expect(all.map(({ _msg }) => _msg).join("")).toBe("x".repeat(1_000_000));
  const [bytes] = await ask(
    () => found("bytes"),
    (rows) => rows.length > 0,
  );
  const labels = { node: STACK, service: "postgres", instance: "postgres-2", stream: "stdout" };
  expect(bytes).toEqual(
    expect.objectContaining({ ...labels, _msg: "bytes \uFFFD\uFFFD\u0001 end" }),
  );
});

it("loses nothing while the store is away, by a full log file or by its own end", async () => {
  const load = (from: number, to: number) =>
    write(
      `line=$(head -c 1000 /dev/zero | tr '\\0' y); i=${String(from)}; ` +
        `while [ $i -lt ${String(to)} ]; do i=$((i+1)); echo "load $i $line"; done`,
    );
  await docker("stop", STORE);
  await load(0, 15_000);
  await docker("kill", SHIPPER);
  await load(15_000, 25_000);
  await write(`echo last postgres://app:${CANARY}@thanos/db password=${CANARY}`);
  await docker("start", SHIPPER);
  const queued = (text: string) =>
    run("docker", ["exec", SHIPPER, "grep", "-rl", text, "/var/lib/log-shipper"]);
  expect(
    (
      await ask(
        () => queued("load 25000 "),
        ({ code }) => code === 0,
      )
    ).code,
  ).toBe(0);
  expect(
    (
      await ask(
        () => queued("redacted"),
        ({ code }) => code === 0,
      )
    ).code,
  ).toBe(0);
  expect((await queued(CANARY)).stdout).toBe("");

  await docker("start", STORE);
  const different = () => found('"load" | stats count_uniq(_msg) as lines');
  expect(await ask(different, ([row]) => row?.["lines"] === "25000")).toEqual([{ lines: "25000" }]);
  const [last] = await ask(
    () => found("last"),
    (rows) => rows.length > 0,
  );
  expect(last?._msg).toBe("last postgres://app:[redacted]@thanos/db password=[redacted]");
  expect(await found(CANARY)).toEqual([]);
  expect(await lost()).toEqual([0, 0, 0, 0]);
});
