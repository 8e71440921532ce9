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
 */

/** @throws {SetupError} `purpose` and `otherwise` end its message */
export async function checkGo(directory, purpose, otherwise) {
  // In the folder of go.mod, where Go may exchange itself for the version that it names.
  const { code, output } = await run("go", ["env", "GOVERSION"], {
    cwd: directory,
    env: environment(),
  });
  const [major, minor] = (/^go(\d+)\.(\d+)/.exec(output) ?? []).slice(1).map(Number);
  const isNew = major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
  if (code === 0 && isNew) return;
  const found = code === NOT_STARTED ? "none" : output.split("\n").at(-1);
  throw new SetupError(
    `PATH: must hold go ${MINIMUM.join(".")} or newer to ${purpose}, found ${found}; ${otherwise}`,
  );
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
  await go(program, ["list", "-deps", program.program], (line) => {
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
    ["build", "-v", "-trimpath", "-ldflags", ldflags, "-o", output, program.program],
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
