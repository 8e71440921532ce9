/** Programs of Go modules, at the versions that a go.mod and its go.sum pin. */
import { SetupError } from "./progress.mjs";
import { NOT_STARTED, run } from "./run.mjs";

const MINIMUM = [1, 25];

/**
 * @typedef {object} GoProgram
 * @property {string} directory of go.mod
 * @property {string} program the package with its main function
 * @property {string} goMod how messages name go.mod
 * @property {string} again what to do once the cause of a failure is mended
 * @property {string[]} [flags] of the compiler and the choice of files, such as `-tags=minimal`
 * @property {boolean} [isTest] the tests of the package are the program
 */

/** @throws {SetupError} `purpose` and `otherwise` end its message */
export async function checkGo(directory, purpose, otherwise) {
  const lack = await lackOfGo(directory);
  if (lack === undefined) return;
  throw new SetupError(
    `PATH: must hold ${lack.wanted} to ${purpose}, found ${lack.found}; ${otherwise}`,
  );
}

/**
 * What is wanted and what was found, where Go is absent or too old.
 * @param {string} directory
 * @returns {Promise<{ wanted: string, found: string } | undefined>}
 */
export async function lackOfGo(directory) {
  // In the folder of go.mod, where Go may exchange itself for the version that it names.
  const { code, output } = await run("go", ["env", "GOVERSION"], {
    cwd: directory,
    env: environment(),
  });
  const [major, minor] = (/^go(\d+)\.(\d+)/.exec(output) ?? []).slice(1).map(Number);
  const isNew = major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
  if (code === 0 && isNew) return undefined;
  const found = code === NOT_STARTED ? "none" : (output.split("\n").at(-1) ?? "none");
  return { wanted: `go ${MINIMUM.join(".")} or newer`, found };
}

/**
 * @param {GoProgram} program
 * @param {(detail: string) => void} report
 * @returns {Promise<number>} how many packages it is made of
 */
export async function fetchModules(program, report) {
  let modules = 0;
  let packages = 0;
  // Unlike `go mod download`, which asks for more than a build needs.
  const what = ["-deps", ...(program.isTest ? ["-test"] : []), ...(program.flags ?? [])];
  await go(program, ["list", ...what, program.program], (line) => {
    if (line.startsWith("go: downloading")) report(`${++modules} modules`);
    else packages++;
  });
  return packages;
}

/**
 * The same sources give the same file, wherever they lie.
 * @param {GoProgram} program
 * @param {{ output: string, ldflags: string, packages: number }} build
 * @param {(detail: string) => void} report
 */
export async function build(program, { output, ldflags, packages }, report) {
  let built = 0;
  await go(
    program,
    [
      ...(program.isTest ? ["test", "-c"] : ["build"]),
      ...["-v", "-trimpath", ...(program.flags ?? []), "-ldflags", ldflags, "-o", output],
      program.program,
    ],
    () => report(`${++built} of about ${packages} packages`),
  );
}

async function go({ directory, goMod, again }, args, onLine) {
  const { code, output } = await run("go", args, { cwd: directory, env: environment(), onLine });
  if (code === 0) return;
  throw new SetupError(
    `${goMod}: go ${args[0]} ${args[1]} failed with code ${code}; mend the cause below and ` +
      `${again}\n${output}`,
  );
}

function environment() {
  return { ...process.env, CGO_ENABLED: "0" };
}
