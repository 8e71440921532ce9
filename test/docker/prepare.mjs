/** Before the first test of this layer: what it needs is there, or one line says how to get it. */
export default async function prepare() {
  const { lackOfMachine, makeImages } = await import("./machine.ts");
  try {
    const lack = await lackOfMachine();
    if (lack !== undefined) fail(lack);
    await makeImages((line) => process.stderr.write(`${line}\n`));
  } catch (error) {
    fail(`must have its images, ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Jest would add a stack trace to an error. */
function fail(reason) {
  process.stderr.write(`error: test:docker: ${reason}\n`);
  process.exit(1);
}
