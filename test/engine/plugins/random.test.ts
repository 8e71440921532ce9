/** The random stand-in on the real engine. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { succeeded, TestProject } from "../../kit/engine.ts";

const program = `
import * as random from "@pulumi/random";

const keepers = { generation: "1" };
const password = new random.RandomPassword("password", { length: 24, special: false, keepers });
const uuid = new random.RandomUuid("uuid");
const dependent = new random.RandomPassword("dependent", {
  length: 16, lower: false, upper: false, special: false, minNumeric: 16,
  keepers: { id: uuid.result },
});

export const { result: passwordResult, bcryptHash } = password;
export const { result: dependentResult, keepers: dependentKeepers } = dependent;
export const uuidResult = uuid.result;
`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe("the random stand-in", () => {
  const project = new TestProject(program);
  let preview: string;
  let log: string;
  let outputs: Record<string, unknown>;

  beforeAll(async () => {
    await project.init();
    preview = (await succeeded(project.preview())).output;
    log = (await succeeded(project.up())).output;
    outputs = await project.outputs();
  });
  afterAll(() => project.remove());

  it("previews a dependent of what is not yet drawn", () => {
    expect(preview).toContain("random:index/randomPassword:RandomPassword: (create)");
    expect(preview).toMatch(/id *: \[unknown\]/);
  });

  it("draws values of the kinds it was asked for", () => {
    expect(outputs).toEqual({
      passwordResult: expect.stringMatching(/^[a-zA-Z0-9]{24}$/),
      bcryptHash: expect.stringMatching(/^\$2[aby]\$10\$.{53}$/),
      dependentResult: expect.stringMatching(/^[0-9]{16}$/),
      dependentKeepers: { id: outputs["uuidResult"] },
      uuidResult: expect.stringMatching(UUID),
    });
  });

  it("shows no password and no hash in the log or the state", async () => {
    const shown = log + (await project.state());
    const secret = ["passwordResult", "bcryptHash", "dependentResult"];
    expect(secret.filter((name) => shown.includes(text(name)))).toEqual([]);
    // What is not secret is there to be found.
    expect(shown).toContain(text("uuidResult"));
  });

  it("has no changes at the second preview", async () => {
    await succeeded(project.preview("--expect-no-changes"));
  });

  it("keeps its values over a refresh", async () => {
    await succeeded(project.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
    expect(await project.outputs()).toEqual(outputs);
  });

  it("replaces a value whose keepers change, and only that", async () => {
    project.edit("index.ts", 'generation: "1"', 'generation: "2"');
    const { output } = await succeeded(project.up("--show-replacement-steps"));
    expect(output).toMatch(/RandomPassword password replaced \(\d/);
    const { passwordResult, bcryptHash, ...others } = await project.outputs();
    expect(passwordResult).not.toBe(outputs["passwordResult"]);
    expect(bcryptHash).not.toBe(outputs["bcryptHash"]);
    expect(outputs).toMatchObject(others);
  });

  function text(name: string): string {
    return outputs[name] as string;
  }
});
