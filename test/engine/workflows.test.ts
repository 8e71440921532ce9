/** What runs on the hosting service: its rights, its inputs, its form. */
import { describe, expect, it } from "@jest/globals";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root, run } from "../kit/engine.ts";
import { actionlint, built } from "../kit/go-programs.ts";
import {
  npmScripts,
  packageScripts,
  readWorkflow,
  stepsOf,
  workflowFiles,
  workflowFolder,
} from "../kit/workflows.ts";

it("are three workflows", () => {
  expect(workflowFiles).toEqual(["ci.yml", "review-comment.yml", "review.yml"]);
});

describe.each(workflowFiles)("%s", (file) => {
  const workflow = readWorkflow(file);

  it("has no more rights than it needs", () => {
    const needed: Record<string, Record<string, string>> = {
      "ci.yml": { contents: "read" },
      "review.yml": { contents: "read" },
      "review-comment.yml": { actions: "read", "pull-requests": "write" },
    };
    expect(workflow.permissions).toEqual(needed[file]);
    expect(Object.values(workflow.jobs).filter((job) => job.permissions !== undefined)).toEqual([]);
  });

  it("does not run with the base's rights on what a pull request brings", () => {
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
    if (!("workflow_run" in workflow.on)) return;
    expect(stepsOf(file).filter(({ uses }) => uses !== undefined)).toEqual([]);
    expect(
      stepsOf(file)
        .map(({ run: script = "" }) => script)
        .join("\n"),
    ).not.toMatch(/\bgit\b|\bnpm\b|\bnode\b/);
  });

  it("uses no secret", () => {
    expect(readFileSync(path.join(workflowFolder, file), "utf8")).not.toMatch(/\bsecrets\b/);
  });

  it("gives scripts their inputs as variables, never as text of the script", () => {
    expect(stepsOf(file).filter((step) => step.run?.includes("${{"))).toEqual([]);
  });

  it("ends by itself, and an older run with the next", () => {
    const minutes = Object.values(workflow.jobs).map((job) => job["timeout-minutes"] ?? Infinity);
    expect(Math.max(...minutes)).toBeLessThanOrEqual(60);
    expect(workflow.concurrency).toMatchObject({ "cancel-in-progress": true });
  });

  it("leaves no token behind in a checkout", () => {
    const checkouts = stepsOf(file).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with?.["persist-credentials"])).toEqual(
      checkouts.map(() => false),
    );
  });

  it("uses actions of the hosting service alone, in the form that Renovate pins", () => {
    for (const { uses } of stepsOf(file)) {
      if (uses === undefined) continue;
      expect(uses).toMatch(/^actions\/[\w-]+@(v\d+|[0-9a-f]{40})$/);
      expect(readFileSync(path.join(workflowFolder, file), "utf8")).toMatch(
        new RegExp(`^ *- uses: ${uses}( # v\\d+)?$`, "m"),
      );
    }
  });

  it("calls scripts of package.json", () => {
    const called = stepsOf(file).flatMap((step) => npmScripts(step.run ?? ""));
    expect(called.filter((name) => !(name in packageScripts))).toEqual([]);
  });
});

it("listens to the workflow that makes the report", () => {
  expect(readWorkflow("review-comment.yml").on["workflow_run"]).toMatchObject({
    workflows: [readWorkflow("review.yml").name],
  });
});

describe("actionlint", () => {
  /** Without the checkers of scripts that a machine may or may not have. */
  async function lint(...args: string[]): Promise<{ code: number; output: string }> {
    const options = ["-shellcheck=", "-pyflakes=", "-no-color"];
    const { code, output } = await run(await built(actionlint), [...options, ...args], {
      cwd: root,
    });
    return { code, output };
  }

  it("finds no fault in the workflows", async () => {
    expect(await lint(...workflowFiles.map((file) => path.join(workflowFolder, file)))).toEqual({
      code: 0,
      output: "",
    });
  });

  it("finds one that is there", async () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), "bev-workflow-")), "broken.yml");
    const text = readFileSync(path.join(workflowFolder, "review.yml"), "utf8");
    writeFileSync(file, text.replace("runs-on:", "runs-of:"));
    const { code, output } = await lint(file);
    expect(code).toBe(1);
    expect(output).toContain('unexpected key "runs-of" for "job" section');
  });
});
