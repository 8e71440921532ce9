/** Programs of this machine that do not end. */
import { expect, it } from "@jest/globals";
import { runProgram } from "./command.ts";

it("waits no longer than it may, also for what a program has started", async () => {
  const started = performance.now();
  const { code, stdout } = await runProgram("sh", ["-c", "echo begun; sleep 8 & wait"], {
    timeout: 300,
  });
  expect(performance.now() - started).toBeLessThan(5000);
  expect({ code, stdout }).toEqual({ code: undefined, stdout: "begun\n" });
});
