/** What is printed is printed, or the exit code says that it is not. */

/** A reader that has gone, such as `head`, wants no more: that is no failure of the work. */
export function guardOutput() {
  for (const [name, stream] of [
    ["standard output", process.stdout],
    ["standard error", process.stderr],
  ]) {
    stream.on("error", (error) => {
      if (error.code === "EPIPE") return;
      process.exitCode = 1;
      // A verb may say later that all is well.
      process.on("exit", () => {
        process.exitCode = 1;
      });
      if (stream === process.stderr) return;
      process.stderr.write(
        `error: ${name}: must be written whole, was not (${error.code}); free the disk that it goes to, and run it again\n`,
      );
    });
  }
}
