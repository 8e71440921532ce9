/** A program of a Go module on a machine that lacks Go. */
import { afterAll, expect, it } from "@jest/globals";
import { buildProgram } from "./go.ts";

const { PATH } = process.env;
afterAll(() => {
  process.env["PATH"] = PATH;
});

it("names what to install where there is no Go", async () => {
  process.env["PATH"] = "/nonexistent";
  const program = { program: "github.com/hashicorp/vault", target: "/usr/local/bin/vault" };
  await expect(
    buildProgram("vault", program, "/nonexistent/vault", () => undefined),
  ).rejects.toThrow(
    "PATH: must hold go 1.25 or newer to build vault, found none; install Go, or leave vault out with --only",
  );
});
