/** Pulumi's command: the published archive where it can be had, else built from Go modules. */
import { existsSync, rmSync, statfsSync } from "node:fs";
import path from "node:path";
import { cliArchive, download } from "./download.mjs";
import { build, checkGo, fetchModules } from "./go.mjs";
import { install } from "./install.mjs";
import { cacheDirectory, cliVersion, hashFiles, platform, root } from "./paths.mjs";
import { SetupError, withProgress } from "./progress.mjs";
import { run } from "./run.mjs";

const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const BUILD_BYTES = 4e9;
const program = {
  directory: path.join(root, "toolchain"),
  program: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  goMod: "toolchain/go.mod",
  again: "run npm run toolchain again",
};

/**
 * A folder with the executables of one Pulumi release.
 * @returns {Promise<{ directory: string, source: "published" | "built from Go modules" }>}
 */
export async function obtainCli() {
  const published = path.join(cacheDirectory, `pulumi-${cliVersion}`);
  if (existsSync(published)) return { directory: published, source: "published" };
  const sums = hashFiles([
    path.join(program.directory, "go.mod"),
    path.join(program.directory, "go.sum"),
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
  await checkGo(
    program.directory,
    "build Pulumi",
    "install Go, or connect the machine so that Pulumi can be downloaded",
  );
  checkDisk(directory);
  const packages = await withProgress("fetching the Go modules of Pulumi", (report) =>
    fetchModules(program, report),
  );
  const output = path.join(directory, "pulumi");
  const ldflags = `-s -w -X ${VERSION_VARIABLE}=v${cliVersion}`;
  await withProgress(`building Pulumi ${cliVersion} (about 3 minutes)`, (report) =>
    build(program, { output, ldflags, packages }, report),
  );
  await checkVersion(directory);
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
