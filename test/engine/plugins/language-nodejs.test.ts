/** The language host, as Pulumi's own command uses it. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { answered, root, succeeded, TestProject } from "../../kit/engine.ts";

const project = new TestProject("");

beforeAll(() => project.init());
afterAll(() => project.remove());

describe("a program that fails", () => {
  it.each([
    ["by an exception is reported once, with its place", 'throw new Error("the cause");'],
    [
      "by a rejection nobody handles is reported once",
      'void Promise.reject(new Error("the cause"));',
    ],
  ])("%s", async (_title, source) => {
    project.write("index.ts", source);
    const { code, output } = await project.preview();
    expect(code).not.toBe(0);
    expect(output.match(/the cause/g)).toHaveLength(1);
    expect(output).toMatch(/index\.ts:1:/);
    // No second sentence about the exit code of a program that has said what is wrong.
    expect(output.match(/error:/g)).toHaveLength(1);
  });

  it.each([
    ["exits with a code", "process.exit(3);", "the program exited with code 3"],
    ["is killed", 'process.kill(process.pid, "SIGKILL");', "the program was ended by SIGKILL"],
  ])("says so where it %s without a word", async (_title, source, message) => {
    project.write("index.ts", source);
    const { code, output } = await project.preview();
    expect(code).not.toBe(0);
    expect(output).toContain(`error: an unhandled error occurred: ${message}\n`);
  });
});

it("what a program prints is shown", async () => {
  project.write("index.ts", 'console.log("to the output"); console.error("to the error output");');
  const { output } = await answered(project.preview());
  expect(output).toContain("to the output\n");
  expect(output).toContain("to the error output\n");
});

it("a program gets its configuration, its stack, its project and its folder", async () => {
  project.write(
    "index.ts",
    `import * as pulumi from "@pulumi/pulumi";
     const config = new pulumi.Config();
     export const plain = config.require("plain");
     export const secret = config.requireSecret("secret");
     export const names = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()];
     export const folders = [process.cwd(), pulumi.getRootDirectory()];`,
  );
  await succeeded(project.pulumi("config", "set", "plain", "value"));
  await succeeded(project.pulumi("config", "set", "--secret", "secret", "canary-7e01"));
  const { output } = await succeeded(project.up());
  expect(await project.outputs()).toEqual({
    plain: "value",
    secret: "canary-7e01",
    names: ["organization", "test", "test"],
    folders: [project.directory, project.directory],
  });
  expect(output + (await project.state())).not.toContain("canary-7e01");
});

it("an update is no dry run, a preview is one", async () => {
  project.write(
    "index.ts",
    'import * as pulumi from "@pulumi/pulumi"; console.log("dry run: ", pulumi.runtime.isDryRun());',
  );
  expect((await succeeded(project.preview())).output).toMatch(/dry run: +true/);
  expect((await succeeded(project.up())).output).toMatch(/dry run: +false/);
});

it("pulumi about knows Node's version and what the program depends on", async () => {
  project.write(
    "package.json",
    JSON.stringify({ type: "module", dependencies: { zod: "*", "not-installed": "^1.0.0" } }),
  );
  const { stdout } = await answered(project.pulumi("about", "--json"));
  const about = JSON.parse(stdout) as Record<string, unknown>;
  expect(about["runtime"]).toMatchObject({ language: "nodejs", version: process.version });
  const zod = path.join(root, "node_modules", "zod", "package.json");
  const { default: manifest } = (await import(zod, { with: { type: "json" } })) as {
    default: { version: string };
  };
  expect(about["dependencies"]).toEqual([
    { name: "zod", version: manifest.version },
    { name: "not-installed", version: "^1.0.0" },
  ]);
});

describe("a policy pack", () => {
  const preview = ["--policy-pack", "pack"];

  beforeAll(() => {
    mkdirSync(path.join(project.directory, "pack"));
    project.write(
      "pack/PulumiPolicy.yaml",
      "main: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
    );
    project.write("pack/package.json", '{ "name": "pack", "version": "0.0.1", "type": "module" }');
    project.write(
      "pack/index.ts",
      `import { PolicyPack } from "@pulumi/policy";
       new PolicyPack("pack", {
         policies: [
           {
             name: "long",
             description: "A text is long enough.",
             enforcementLevel: "mandatory",
             validateResource: ({ props }, report) => {
               if (props["length"] < 10) report("length: must be at least 10");
             },
           },
         ],
       });`,
    );
    project.write(
      "index.ts",
      'import * as random from "@pulumi/random"; new random.RandomPassword("text", { length: 3 });',
    );
  });

  it("refuses with its message what violates it", async () => {
    const { code, output } = await project.preview(...preview);
    expect(code).not.toBe(0);
    expect(output).toContain("length: must be at least 10");
    expect(output).toMatch(/\[mandatory\] +long +\(random:index:RandomPassword: text\)/);
  });

  it("lets pass what complies", async () => {
    project.edit("index.ts", "length: 3", "length: 10");
    const { output } = await succeeded(project.preview(...preview));
    expect(output).not.toContain("must be at least 10");
  });

  it("that throws ends the preview with the reason", async () => {
    project.write("pack/index.ts", 'throw new Error("the pack is broken");');
    const { code, output } = await project.preview(...preview);
    expect(code).not.toBe(0);
    expect(output).toContain("Error: the pack is broken");
  });

  it("without its modules ends the preview with what to do", async () => {
    rmSync(path.join(project.directory, "node_modules"));
    const { code, output } = await project.preview(...preview);
    expect(code).not.toBe(0);
    const pack = path.join(project.directory, "pack");
    expect(output).toContain(
      `${pack}: must find @pulumi/pulumi in node_modules; run npm ci there\n`,
    );
  });
});

it("an installation that fails ends with npm's own words", async () => {
  // Not in a project whose modules are a link to this one's.
  rmSync(path.join(project.directory, "node_modules"), { force: true });
  project.write("package.json", '{ "name": "test", "scripts": { "preinstall": "exit 5" } }');
  const { code, output } = await project.pulumi("install");
  expect(code).not.toBe(0);
  expect(output).toContain("preinstall");
  expect(output).toContain("npm install exited with code 5");
});
