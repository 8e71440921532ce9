/** The command stand-in on the real engine: what runs when, and what is shown of it. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import { succeeded, TestProject } from "../../kit/engine.ts";

const CANARY = "canary-5d41402a";

const program = `
import * as pulumi from "@pulumi/pulumi";
import { local } from "@pulumi/command";

const dir = import.meta.dirname;
const note = "first";

const step = new local.Command("step", {
  create: "echo create $NOTE >> step.log; echo out $NOTE; echo err >&2",
  delete: 'echo "delete after $PULUMI_COMMAND_STDOUT/$PULUMI_COMMAND_STDERR" >> step.log',
  environment: { NOTE: note },
  triggers: ["1"],
  dir,
});
const dependent = new local.Command("dependent", {
  create: "cat",
  update: 'echo "update after $PULUMI_COMMAND_STDOUT" >> dependent.log; cat',
  stdin: pulumi.interpolate\`got \${step.stdout}\`,
  dir,
});
new local.Command("quiet", { create: "echo quiet-$((40 + 2))", logging: "none" });
const secret = new local.Command("secret", {
  create: "cat; echo secret-$((40 + 2)) >&2",
  stdin: pulumi.secret("${CANARY}"),
  logging: "none",
});

export const { stdout, stderr } = step;
export const dependentStdout = dependent.stdout;
export const secretStdout = secret.stdout;
`;

describe("the command stand-in", () => {
  const project = new TestProject(program);
  let preview: string;
  let log: string;

  beforeAll(async () => {
    await project.init();
    preview = (await succeeded(project.preview())).output;
    log = (await succeeded(project.up())).output;
  });
  afterAll(() => project.remove());

  it("runs nothing at preview, where its outputs are unknown", () => {
    expect(preview).toMatch(/stdin *: \[unknown\]/);
    expect(lines("step.log")).toEqual(["create first"]);
  });

  it("answers what the commands printed", async () => {
    expect(await project.outputs()).toEqual({
      stdout: "out first",
      stderr: "err",
      dependentStdout: "got out first",
      secretStdout: CANARY,
    });
  });

  it("shows what a command prints, unless its logging is none", async () => {
    expect(log).toMatch(/Command \(step\):\n(.*\n)*? +out first\n/);
    expect(log).not.toContain("quiet-42");
    expect(await project.state()).toContain("quiet-42");
  });

  it("makes every output of a secret input secret, in the log and in the state", async () => {
    const shown = log + (await project.state());
    expect(shown).not.toContain(CANARY);
    expect(shown).not.toContain("secret-42");
  });

  it("has no changes at the second preview", async () => {
    await succeeded(project.preview("--expect-no-changes"));
  });

  it("runs create again for a change where no update is given, and update where one is", async () => {
    project.edit("index.ts", 'note = "first"', 'note = "second"');
    const { output } = await succeeded(project.up());
    expect(output).toMatch(/~ .*Command step updated/);
    expect(lines("step.log")).toEqual(["create first", "create second"]);
    expect(lines("dependent.log")).toEqual(["update after got out first"]);
    expect(await project.outputs()).toMatchObject({ dependentStdout: "got out second" });
  });

  it("is replaced by a change of its triggers; delete sees the previous output", async () => {
    project.edit("index.ts", 'triggers: ["1"]', 'triggers: ["2"]');
    const { output } = await succeeded(project.up());
    expect(output).toMatch(/\+- .*Command step replaced/);
    expect(lines("step.log").slice(2)).toEqual(["create second", "delete after out second/err"]);
  });

  it("runs delete when the resource goes", async () => {
    await succeeded(project.pulumi("destroy", "--yes", "--skip-preview"));
    expect(lines("step.log").slice(4)).toEqual(["delete after out second/err"]);
  });

  function lines(file: string): string[] {
    return readFileSync(path.join(project.directory, file), "utf8").trim().split("\n");
  }
});

describe("a command that fails", () => {
  const create = 'echo "half done"; echo oops >&2; test -e mended || exit 3';
  const project = new TestProject(`
import { local } from "@pulumi/command";
const first = new local.Command("first", { create: ${JSON.stringify(create)}, dir: import.meta.dirname });
new local.Command("next", { create: "true" }, { dependsOn: first });
`);

  beforeAll(() => project.init());
  afterAll(() => project.remove());

  it("fails the up with its status, itself and its output, and is not in the state", async () => {
    const { code, output } = await project.up();
    expect(code).not.toBe(0);
    expect(output).toMatch(/error: exit status 3: running ".*":\n +half done\n +oops\n/);
    expect(output).toContain(`exit status 3: running ${JSON.stringify(create)}:`);
    expect(await project.state()).not.toContain("command:local:Command");
  });

  it("is tried again by the next up, which then goes on", async () => {
    project.write("mended", "");
    const { output } = await succeeded(project.up());
    expect(output).toMatch(/Command first created/);
    expect(output).toMatch(/Command next created/);
  });

  it("refuses by name the inputs that the stand-in lacks", async () => {
    project.edit("index.ts", 'create: "true"', 'create: "true", assetPaths: ["*"]');
    const { code, output } = await project.preview();
    expect(code).not.toBe(0);
    expect(output).toContain(
      "property assetPaths value {[{*}]} has a problem: not implemented by this stand-in; " +
        "use the published plugin or leave the property out",
    );
  });
});
