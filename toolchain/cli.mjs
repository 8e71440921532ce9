/** Pulumi's command: the published archive where it can be had, else built from Go modules. */
import { existsSync, rmSync, statfsSync } from "node:fs";
import path from "node:path";
import { cliArchive, download } from "./download.mjs";
import { install } from "./install.mjs";
import { cacheDirectory, cliVersion, hashFiles, platform, root } from "./paths.mjs";
import { SetupError, withProgress } from "./progress.mjs";
import { NOT_STARTED, run } from "./run.mjs";

const MODULE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const GO_MINIMUM = [1, 25];
const BUILD_BYTES = 4e9;
const modulesDirectory = path.join(root, "toolchain");

/**
 * A folder with the executables of one Pulumi release.
 * @returns {Promise<{ directory: string, source: "published" | "built from Go modules" }>}
 */
export async function obtainCli() {
  const published = path.join(cacheDirectory, `pulumi-${cliVersion}`);
  if (existsSync(published)) return { directory: published, source: "published" };
  const sums = hashFiles([
    path.join(modulesDirectory, "go.mod"),
    path.join(modulesDirectory, "go.sum"),
  ]);
  const built = path.join(cacheDirectory, `pulumi-${cliVersion}-${sums}`);
  if (existsSync(built)) return { directory: built, source: "built from Go modules" };
  try {
    await install(published, (directory) => downloadCli(directory));
    return { directory: published, source: "published" };
  } catch (error) {
    process.stderr.write(`Pulumi ${cliVersion} cannot be downloaded here (${error.message})\n`);
    await install(built, (directory) => buildCli(directory));
    return { directory: built, source: "built from Go modules" };
  }
}

async function downloadCli(directory) {
  const archive = path.join(directory, "pulumi.tar.gz");
  await withProgress(`downloading Pulumi ${cliVersion}`, (report) =>
    download(cliArchive(cliVersion, platform), archive, { report }),
  );
  const { code, output } = await run("tar", [
    ...["--extract", "--gzip", "--strip-components=1"],
    ...["--file", archive, "--directory", directory],
  ]);
  if (code !== 0) throw new Error(`${archive}: tar failed: ${output}`);
  rmSync(archive);
  await checkVersion(directory);
}

async function buildCli(directory) {
  await checkGo();
  checkDisk(directory);
  const binary = path.join(directory, "pulumi");
  const env = { ...process.env, CGO_ENABLED: "0" };
  let modules = 0;
  let packages = 0;
  await withProgress("fetching the Go modules of Pulumi", (report) =>
    // Unlike `go mod download`, which asks for more than a build needs.
    go(["list", "-deps", MODULE], env, (line) => {
      if (line.startsWith("go: downloading")) report(`${++modules} modules`);
      else packages++;
    }),
  );
  await withProgress(`building Pulumi ${cliVersion} (about 3 minutes)`, (report) => {
    const flags = `-s -w -X ${VERSION_VARIABLE}=v${cliVersion}`;
    let built = 0;
    return go(["build", "-v", "-trimpath", "-ldflags", flags, "-o", binary, MODULE], env, () =>
      report(`${++built} of about ${packages} packages`),
    );
  });
  await checkVersion(directory);
}

async function go(args, env, onLine) {
  const { code, output } = await run("go", args, { cwd: modulesDirectory, env, onLine });
  if (code === 0) return;
  throw new SetupError(
    `toolchain/go.mod: go ${args[0]} ${args[1]} failed with code ${code}; mend the cause below and ` +
      `run npm run toolchain again\n${output}`,
  );
}

async function checkGo() {
  // In the folder of go.mod, where Go may exchange itself for the version that it names.
  const { code, output } = await run("go", ["env", "GOVERSION"], { cwd: modulesDirectory });
  const [major, minor] = (/^go(\d+)\.(\d+)/.exec(output) ?? []).slice(1).map(Number);
  const isNew = major > GO_MINIMUM[0] || (major === GO_MINIMUM[0] && minor >= GO_MINIMUM[1]);
  if (code === 0 && isNew) return;
  const found = code === NOT_STARTED ? "none" : output.split("\n").at(-1);
  throw new SetupError(
    `PATH: must hold go ${GO_MINIMUM.join(".")} or newer to build Pulumi, found ${found}; ` +
      "install Go, or connect the machine so that Pulumi can be downloaded",
  );
}

function checkDisk(directory) {
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  if (free >= BUILD_BYTES) return;
  throw new SetupError(
    `${cacheDirectory}: must have ${BUILD_BYTES / 1e9} GB free to build Pulumi, has ` +
      `${(free / 1e9).toFixed(1)}; free some, or point XDG_CACHE_HOME to a larger disk`,
  );
}

async function checkVersion(directory) {
  const { code, output } = await run(path.join(directory, "pulumi"), ["version"], {
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (code === 0 && output.trim() === `v${cliVersion}`) return;
  throw new SetupError(
    `pulumi: must be version v${cliVersion}, the one obtained answered ${JSON.stringify(output)}; ` +
      "compare package.json with toolchain/go.mod",
  );
}
