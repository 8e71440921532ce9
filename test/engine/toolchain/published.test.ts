/** The set-up on a machine that can download what Pulumi publishes. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { cliArchive, pluginArchive } from "../../../toolchain/download.mjs";
import { cliVersion, platform, plugins } from "../../../toolchain/paths.mjs";
import { Machine } from "./machine.ts";

const releases = mkdtempSync(path.join(os.tmpdir(), "bev-releases-"));
const machine = new Machine();

/** Instead of the network: archives from a folder, by the last part of their address. */
const fetchFromFolder = `
  import { existsSync, readFileSync } from "node:fs";
  globalThis.fetch = async (url) => {
    const file = ${JSON.stringify(releases)} + "/" + url.split("/").at(-1);
    return existsSync(file) ? new Response(readFileSync(file)) : new Response("", { status: 404 });
  };`;

function setUp(): Promise<string[]> {
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(fetchFromFolder)}`;
  return machine.setUp({ environment: { NODE_OPTIONS } });
}

/** An archive of one program that prints `output`. */
function publish(url: string, program: string, output: string): void {
  const folder = mkdtempSync(path.join(releases, "content-"));
  mkdirSync(path.dirname(path.join(folder, program)), { recursive: true });
  writeFileSync(path.join(folder, program), `#!/bin/sh\necho ${output}\n`, { mode: 0o755 });
  const archive = path.join(releases, path.basename(url));
  const [top = ""] = program.split("/");
  const { status } = spawnSync("tar", [
    "--create",
    "--gzip",
    "--file",
    archive,
    "--directory",
    folder,
    top,
  ]);
  if (status !== 0) throw new Error("tar failed");
}

const random = plugins.find(({ name }) => name === "random") ?? { name: "", version: "" };

beforeAll(() => {
  machine.installGo();
  publish(cliArchive(cliVersion, platform), "pulumi/pulumi", `v${cliVersion}`);
  for (const { name, version } of plugins.filter((plugin) => plugin !== random)) {
    publish(pluginArchive(name, version, platform), `pulumi-resource-${name}`, "published");
  }
});
afterAll(() => {
  machine.remove();
  rmSync(releases, { recursive: true });
});

it("installs what is published, and a stand-in only for what is not", async () => {
  const lines = await setUp();
  const missing = pluginArchive(random.name, random.version, platform);
  expect(lines.filter((line) => line.includes("cannot be had"))).toEqual([
    `the published random plugin cannot be had (${missing}: answered 404)`,
  ]);
  expect(machine.goCommands()).toEqual([]);
  const list = readFileSync(path.join(machine.home(), "toolchain.json"), "utf8");
  const sources = (JSON.parse(list) as { name: string; source: string }[]).map(
    ({ name, source }) => [name, source],
  );
  expect(Object.fromEntries(sources)).toEqual({
    pulumi: "published",
    "language-nodejs": "published",
    command: "published",
    docker: "published",
    random: "stand-in",
    tailscale: "published",
    vault: "published",
  });
});

it("puts each part where Pulumi looks for it, and no archive beside it", () => {
  const home = machine.home();
  expect(readdirSync(path.join(home, "versions", cliVersion, "bin"))).toEqual(["pulumi"]);
  for (const { name, version } of plugins) {
    const folder = path.join(home, "plugins", `resource-${name}-v${version}`);
    expect(existsSync(path.join(folder, `pulumi-resource-${name}`))).toBe(true);
    expect(existsSync(path.join(folder, "plugin.tar.gz"))).toBe(false);
  }
});

it("downloads nothing a second time for another home", async () => {
  rmSync(machine.home(), { recursive: true });
  const downloads = (await setUp()).filter((line) => line.startsWith("downloading"));
  const missing = `downloading the random plugin ${random.version}`;
  expect(downloads).toEqual([missing, `${missing}: failed (n s)`]);
});
