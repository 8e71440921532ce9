/** What `bev` prints is printed whole, or its exit code says that it is not. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";

const program = new LocalProgram();
afterAll(() => program.remove());

describe("what is printed is printed, or the exit code says so:", () => {
  it.each([["env"], ["--help"], ["completion", "bash"], ["images", "lock", "--offline"]])(
    "bev %s %s %s to a full disk",
    async (...args) => {
      const words = args.filter(Boolean).join(" ");
      const script = `'${process.execPath}' cli/main.ts ${words} >/dev/full`;
      const { code, output } = await run("bash", ["-c", script], { cwd: program.directory });
      expect([code, output]).toEqual([
        1,
        "error: standard output: must be written whole, was not (ENOSPC); free the disk that it goes to, and run it again\n",
      ]);
    },
  );

  it("an error to a full disk", async () => {
    const script = `'${process.execPath}' cli/main.ts preview nowhere 2>/dev/full`;
    expect((await run("bash", ["-c", script], { cwd: program.directory })).code).toBe(1);
  });

  it.each([["--help"], ["graph"]])(
    "bev %s %s to a reader that has gone says nothing of it",
    async (...args) => {
      const words = args.filter(Boolean).join(" ");
      const script = `{ '${process.execPath}' cli/main.ts ${words}; echo "code $?" >&2; } | true`;
      const { output } = await run("bash", ["-c", script], { cwd: program.directory });
      expect(output).toBe("code 0\n");
    },
  );
});
