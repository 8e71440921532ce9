/** Programs of Go modules: where Go is absent, and what makes another program of one. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { programHash } from "../../toolchain/go-program.mjs";
import { buildProgram } from "./go.ts";

const vault = path.join(import.meta.dirname, "vault");

describe("a program of a Go module", () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env["PATH"] = PATH;
  });

  it("names what to install where there is no Go", async () => {
    process.env["PATH"] = "/nonexistent";
    const recipe = { flags: ["-tags=never-built"], target: "/usr/local/bin/vault" };
    await expect(buildProgram("vault", recipe, () => undefined)).rejects.toThrow(
      "PATH: must hold go 1.25 or newer to build vault, found none; install Go, or leave vault out with --only",
    );
  });
});

describe("the hash of a program", () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "bev-go-"));
  const program = {
    name: "vault",
    directory,
    program: ".",
    goMod: "go.mod",
    again: "",
    purpose: "",
    otherwise: "",
    flags: ["-tags=minimal"],
  };
  const write = (file: string, content: string) => {
    writeFileSync(path.join(directory, file), content);
  };

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it("changes with its sources, those of replaced modules among them, and with its flags", () => {
    cpSync(vault, directory, { recursive: true });
    const hashes = [programHash(program), programHash({ ...program, flags: [] })];
    for (const file of ["main.go", "go.mod", "go.sum", "go-discover/discover.go"]) {
      write(file, "// changed");
      hashes.push(programHash(program));
    }
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("stays with what is not built into it", () => {
    cpSync(vault, directory, { recursive: true });
    const hash = programHash(program);
    write("main_test.go", "package main");
    write("README.md", "text");
    expect(programHash({ ...program, purpose: "build it" })).toBe(hash);
  });

  it("of a package changes with what it imports of its module, and with nothing else of it", () => {
    cpSync(vault, directory, { recursive: true });
    write("go.mod", "module bev.local/services\n");
    for (const [folder, text] of [
      ["router", 'import "bev.local/services/edge"'],
      ["edge", 'import (\n"fmt"\n"bev.local/services/edge/zones"\n)'],
      ["edge/zones", ""],
      ["backup", ""],
    ] as const) {
      mkdirSync(path.join(directory, folder), { recursive: true });
      write(`${folder}/main.go`, `package main\n${text}`);
    }
    const own = { ...program, program: "./router" };
    const hash = programHash(own);
    write("backup/main.go", "package changed");
    expect(programHash(own)).toBe(hash);
    for (const file of ["router/main.go", "edge/zones/main.go", "go.sum"]) {
      const before = programHash(own);
      write(file, `${readFileSync(path.join(directory, file), "utf8")}\n// changed`);
      expect(programHash(own)).not.toBe(before);
    }
  });
});
