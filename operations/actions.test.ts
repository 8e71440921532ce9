/** Actions of workflows, pinned to what a git server on loopback says of their tags. */
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { pinActions } from "./actions.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-actions-"));
const repositories = path.join(directory, "repositories");
const workflows = path.join(directory, "workflows");

let server: Server;
let host: string;

beforeAll(async () => {
  makeRepository("actions/checkout", ["v4", "v5"], ["v5-light"]);
  makeRepository("octo.org/tools_1", ["1.0"], []);
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});

afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

beforeEach(() => {
  rmSync(workflows, { recursive: true, force: true });
  mkdirSync(workflows);
});

function git(repository: string, ...args: string[]): string {
  const settings = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  const cwd = path.join(repositories, `${repository}.git`);
  return execFileSync("git", [...settings, ...args], { cwd, encoding: "utf8" }).trim();
}

/** A commit for each tag: annotated ones are objects of their own. */
function makeRepository(name: string, annotated: string[], light: string[]): void {
  const bare = path.join(repositories, `${name}.git`);
  mkdirSync(bare, { recursive: true });
  git(name, "init", "--quiet", "--bare", "--initial-branch=main");
  const tree = git(name, "write-tree");
  for (const tag of [...annotated, ...light]) {
    const commit = git(name, "commit-tree", tree, "-m", tag);
    git(name, "update-ref", "refs/heads/main", commit);
    if (light.includes(tag)) git(name, "tag", tag, commit);
    else git(name, "tag", "--annotate", "--message", tag, tag, commit);
  }
}

function commitOf(name: string, tag: string): string {
  return git(name, "rev-parse", `${tag}^{commit}`);
}

/** Git's own server, as a CGI program. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? "", "http://127.0.0.1");
  const backend = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: repositories,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  backend.on("close", () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf("\r\n\r\n");
    const headers = output.subarray(0, end).toString().split("\r\n");
    for (const [name = "", value = ""] of headers.map((line) => line.split(": "))) {
      if (name === "Status") response.statusCode = Number(value.split(" ")[0]);
      else response.setHeader(name, value);
    }
    response.end(output.subarray(end + 4));
  });
}

function write(content: string, name = "ci.yml"): string {
  const file = path.join(workflows, name);
  writeFileSync(file, content);
  return file;
}

function pin(): ReturnType<typeof pinActions> {
  return pinActions(workflows, host);
}

it("writes the commit that an annotated tag points to, and the tag beside it", async () => {
  const file = write("steps:\n  - uses: actions/checkout@v5\n");
  const commit = commitOf("actions/checkout", "v5");
  expect(commit).not.toBe(git("actions/checkout", "rev-parse", "v5"));
  expect(await pin()).toEqual([{ action: "actions/checkout", tag: "v5", commit, before: "v5" }]);
  expect(readFileSync(file, "utf8")).toBe(`steps:\n  - uses: actions/checkout@${commit} # v5\n`);
});

it("takes a tag that is the commit itself, not another that begins alike", async () => {
  const file = write("uses: actions/checkout@v5-light");
  await pin();
  const commit = commitOf("actions/checkout", "v5-light");
  expect(readFileSync(file, "utf8")).toBe(`uses: actions/checkout@${commit} # v5-light`);
});

it("pins what is pinned anew, and says when nothing changed", async () => {
  const old = "0".repeat(40);
  const file = write(`uses: actions/checkout@${old} # v4 until 2027\n`);
  const commit = commitOf("actions/checkout", "v4");
  expect(await pin()).toMatchObject([{ tag: "v4", commit, before: old }]);
  const pinned = `uses: actions/checkout@${commit} # v4 until 2027\n`;
  expect(readFileSync(file, "utf8")).toBe(pinned);
  expect(await pin()).toMatchObject([{ tag: "v4", commit, before: commit }]);
  expect(readFileSync(file, "utf8")).toBe(pinned);
});

it("keeps every other byte: quotes, folders, comments, line ends, local and Docker actions", async () => {
  const [v5, tools] = [commitOf("actions/checkout", "v5"), commitOf("octo.org/tools_1", "1.0")];
  const text = (one: string, two: string, three: string) =>
    [
      "# uses: actions/checkout@v5\r",
      `      - uses:   "actions/checkout@${one}\r`,
      `        uses: octo.org/tools_1/some/folder@${two}\t`,
      `  - uses: 'actions/checkout@${three}`,
      "  - uses: ./local@v5",
      "  - uses: docker://actions/checkout@v5",
      "    run: echo uses actions/checkout@v5  \t",
      "",
      "",
    ].join("\n");
  const file = write(text('v5"', "1.0  # why", "v5'"));
  const pins = await pin();
  expect(readFileSync(file, "utf8")).toBe(text(`${v5}" # v5`, `${tools} # 1.0 why`, `${v5}' # v5`));
  expect(pins.map(({ action }) => action)).toEqual([
    "actions/checkout",
    "octo.org/tools_1/some/folder",
    "actions/checkout",
  ]);
});

it.each([
  [
    "a tag that is not there",
    "actions/checkout@v6",
    () =>
      `must be a tag of ${host}/actions/checkout.git, got "v6"; name one that git ls-remote --tags shows`,
  ],
  [
    "a branch",
    "actions/checkout@main",
    () => `must be a tag of ${host}/actions/checkout.git, got "main"`,
  ],
  [
    "a repository that is not there",
    "actions/nothing@v1",
    () => `must be in a repository that git can ask, got ${host}/actions/nothing.git (fatal: `,
  ],
  [
    "a commit without its tag",
    `actions/checkout@${"1".repeat(40)}`,
    () =>
      `must have its tag beside the commit, got actions/checkout@${"1".repeat(40)}; add it as a comment, such as # v5`,
  ],
])("refuses %s, and writes nothing at all", async (_, use, problem) => {
  const first = write("uses: actions/checkout@v5\n", "a.yml");
  const second = write(`steps:\n  - uses: ${use}\n`, "b.yaml");
  await expect(pin()).rejects.toThrow(`b.yaml:2: ${problem()}`);
  expect(readFileSync(first, "utf8")).toBe("uses: actions/checkout@v5\n");
  expect(readFileSync(second, "utf8")).toBe(`steps:\n  - uses: ${use}\n`);
});

it("says so where the host does not answer", async () => {
  write("uses: actions/checkout@v5\n");
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  await expect(pinActions(workflows, `http://127.0.0.1:${String(port)}`)).rejects.toThrow(
    /ci\.yml:1: must be in a repository that git can ask, got http:\/\/127.0.0.1:\d+\/actions\/checkout\.git \(fatal: .*\); run it where the host answers, or name another with --host$/,
  );
});
