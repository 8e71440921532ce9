import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { cliArchive, download, pluginArchive, Unavailable } from "../../../toolchain/download.mjs";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-download-"));
const file = path.join(directory, "archive");

/** Answers by path: all of it, an error, nothing at all, or some of it. */
const server = http.createServer(({ url }, response) => {
  if (url === "/whole") {
    response.setHeader("content-length", "3000000");
    response.end("x".repeat(3_000_000));
  } else if (url === "/unsized") {
    response.write("x".repeat(1_000_000));
    response.end();
  } else if (url === "/stalls") {
    response.setHeader("content-length", "3000000");
    response.write("x".repeat(1_000_000));
  } else if (url === "/breaks") {
    response.setHeader("content-length", "3000000");
    response.write("x", () => response.destroy());
  } else if (url === "/headers-only") {
    response.flushHeaders();
  } else if (url !== "/silent") {
    response.statusCode = 404;
    response.end("not here");
  }
});
let base: string;

beforeAll(async () => {
  base = await listen(server);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  // What was cut off may still be writing.
  rmSync(directory, { recursive: true, maxRetries: 5 });
});

it("writes the whole answer and reports how much of it has come", async () => {
  const reports: string[] = [];
  await download(`${base}/whole`, file, { report: (received) => reports.push(received) });
  expect(readFileSync(file, "utf8")).toBe("x".repeat(3_000_000));
  expect(reports.at(-1)).toBe("3 of 3 MB");
});

it("reports what has come of an answer without a length", async () => {
  const reports: string[] = [];
  await download(`${base}/unsized`, file, { report: (received) => reports.push(received) });
  expect(reports.at(-1)).toBe("1 MB");
});

describe("is unavailable when the server", () => {
  it.each([
    ["has no such file", "/none", "answered 404"],
    ["never answers", "/silent", "no answer in time"],
    ["answers without a byte of the file", "/headers-only", "no answer in time"],
    ["stops in the middle", "/stalls", "the download stalled"],
    ["breaks off the connection", "/breaks", "other side closed"],
  ])("%s", async (_title, where, reason) => {
    const url = base + where;
    await expect(download(url, file, { firstByteMs: 300, idleMs: 300 })).rejects.toEqual(
      new Unavailable(`${url}: ${reason}`),
    );
  });

  it("is not there", async () => {
    const gone = http.createServer();
    const address = await listen(gone);
    gone.close();
    await expect(download(address, file)).rejects.toEqual(
      new Unavailable(`${address}: connect ECONNREFUSED ${address.replace("http://", "")}`),
    );
  });
});

describe("the address of a release", () => {
  it.each([
    [{ os: "linux", cliArch: "x64", pluginArch: "amd64" }, "linux-x64", "linux-amd64"],
    [{ os: "darwin", cliArch: "arm64", pluginArch: "arm64" }, "darwin-arm64", "darwin-arm64"],
  ])("for %j names the platform", (platform, cli, plugin) => {
    expect(cliArchive("3.0.0", platform)).toMatch(`/sdk/pulumi-v3.0.0-${cli}.tar.gz`);
    expect(pluginArchive("docker", "5.0.0", platform)).toMatch(
      `/plugins/pulumi-resource-docker-v5.0.0-${plugin}.tar.gz`,
    );
  });
});

function listen(on: http.Server): Promise<string> {
  return new Promise((resolve) => {
    on.listen(0, "127.0.0.1", () => {
      resolve(`http://127.0.0.1:${String((on.address() as AddressInfo).port)}`);
    });
  });
}
