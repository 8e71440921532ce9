/** What runs on the hosting service: its rights, its inputs, and its scripts with stand-in programs. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { root, run } from "../kit/engine.ts";
import { actionlint, built } from "../kit/go-programs.ts";

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
}

interface Job {
  steps: Step[];
  "timeout-minutes"?: number;
  permissions?: unknown;
}

interface Workflow {
  name: string;
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  concurrency?: { group: string; "cancel-in-progress": boolean };
  jobs: Record<string, Job>;
}

const directory = path.join(root, ".github", "workflows");
const files = readdirSync(directory).sort();
const scripts = (
  JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  }
).scripts;

function read(file: string): Workflow {
  return parse(readFileSync(path.join(directory, file), "utf8")) as Workflow;
}

function stepsOf(file: string): Step[] {
  return Object.values(read(file).jobs).flatMap(({ steps }) => steps);
}

function scriptOf(file: string, name: string): string {
  const found = stepsOf(file).find((step) => step.name === name)?.run;
  if (found === undefined) throw new Error(`${file}: must have a step ${name} that runs something`);
  return found;
}

/** Of `npm run NAME` and `npm test` in a script. */
function npmScripts(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run (?:--silent )?)?([\w:]+)/g)].map(([, name = ""]) => name);
}

it("are three workflows", () => {
  expect(files).toEqual(["ci.yml", "review-comment.yml", "review.yml"]);
});

describe.each(files)("%s", (file) => {
  const workflow = read(file);

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
    expect(readFileSync(path.join(directory, file), "utf8")).not.toMatch(/\bsecrets\b/);
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
      expect(readFileSync(path.join(directory, file), "utf8")).toMatch(
        new RegExp(`^ *- uses: ${uses}( # v\\d+)?$`, "m"),
      );
    }
  });

  it("calls scripts of package.json", () => {
    const called = stepsOf(file).flatMap((step) => npmScripts(step.run ?? ""));
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
  });
});

it("listens to the workflow that makes the report", () => {
  expect(read("review-comment.yml").on["workflow_run"]).toMatchObject({
    workflows: [read("review.yml").name],
  });
});

let work: string;

beforeEach(() => {
  work = mkdtempSync(path.join(os.tmpdir(), "bev-workflow-"));
  mkdirSync(path.join(work, "bin"));
});

afterEach(() => rmSync(work, { recursive: true }));

/** A program on the PATH that writes down its arguments and does what the shell commands say. */
function standIn(name: string, commands: string): void {
  const file = path.join(work, "bin", name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >>"${work}/calls"\n${commands}\n`);
  chmodSync(file, 0o755);
}

function calls(): string[] {
  const file = path.join(work, "calls");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}

/** As the hosting service runs a script of `shell: bash`. */
function shell(script: string, env: Record<string, string>): { code: number; output: string } {
  const args = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
  const { status, stdout, stderr } = spawnSync("bash", args, {
    cwd: work,
    encoding: "utf8",
    env: { PATH: `${path.join(work, "bin")}:/usr/bin:/bin`, RUNNER_TEMP: work, ...env },
  });
  return { code: status ?? -1, output: stdout + stderr };
}

function content(...parts: string[]): string {
  return readFileSync(path.join(work, ...parts), "utf8");
}

describe("the step that reviews", () => {
  const review = (): { code: number; output: string } =>
    shell(scriptOf("review.yml", "Review"), {
      NUMBER: "7",
      GITHUB_STEP_SUMMARY: path.join(work, "summary"),
    });

  it.each([0, 1])(
    "keeps report, number and summary, and ends with the review's code %i",
    (code) => {
      standIn("npm", `echo '# Report'; echo progress >&2; exit ${String(code)}`);
      expect(review().code).toBe(code);
      expect(calls()).toEqual(["npm run --silent review -- --base HEAD^1"]);
      expect(content("review", "report.md")).toBe("# Report\n");
      expect(content("review", "number")).toBe("7\n");
      expect(content("summary")).toBe("# Report\n");
    },
  );

  it("says so where a review breaks off without a report", () => {
    standIn("npm", "exit 3");
    expect(review().code).toBe(3);
    expect(content("review", "report.md")).toMatch(/ended with code 3 and without a report/);
  });

  it("is followed by the upload, whatever came of it, with the base's commit at hand", () => {
    const [checkout, , upload] = stepsOf("review.yml");
    expect(checkout?.with).toMatchObject({ "fetch-depth": 2 });
    expect(upload).toMatchObject({ if: "success() || failure()", with: { name: "review" } });
  });
});

describe("the step that comments", () => {
  const SHA = "a".repeat(40);
  const MARKER = "<!-- bev review -->";

  /** `comments` is what the service answers; the filter of `--jq` is jq's own work. */
  function comment({
    number = "7\n",
    head = SHA,
    comments = [] as { id: number; user: { login: string }; body: string }[],
  } = {}): { code: number; output: string } {
    mkdirSync(path.join(work, "review"), { recursive: true });
    writeFileSync(path.join(work, "review", "number"), number);
    writeFileSync(
      path.join(work, "review", "report.md"),
      "# $(touch hacked) `touch hacked` @all\n",
    );
    writeFileSync(path.join(work, "comments.json"), JSON.stringify(comments));
    standIn(
      "gh",
      `case "$*" in
        *pulls/*) echo ${head} ;;
        *--paginate*) while [ "$1" != --jq ]; do shift; done; jq -r "$2" "${work}/comments.json" ;;
      esac`,
    );
    const found = stepsOf("review-comment.yml").find(({ name }) => name === "Comment");
    return shell(scriptOf("review-comment.yml", "Comment"), {
      GH_REPO: "octo/bev",
      HEAD_SHA: SHA,
      MARKER: found?.env?.["MARKER"] ?? "",
    });
  }

  const written = (): string[] => calls().filter((call) => call.includes("--method"));
  const bot = { login: "github-actions[bot]" };

  it("writes the first comment, from a file", () => {
    expect(comment()).toEqual({ code: 0, output: "" });
    expect(written()).toEqual([
      "gh api --method POST repos/octo/bev/issues/7/comments -F body=@body.md --silent",
    ]);
    expect(content("review", "body.md")).toBe(
      `${MARKER}\n# $(touch hacked) \`touch hacked\` @all\n`,
    );
    expect(existsSync(path.join(work, "review", "hacked"))).toBe(false);
  });

  it("renews its own comment, and no one else's", () => {
    const body = `${MARKER}\nold`;
    comment({
      comments: [
        { id: 1, user: { login: "someone" }, body },
        { id: 2, user: bot, body: `quoted: ${MARKER}` },
        { id: 3, user: bot, body },
        { id: 4, user: bot, body },
      ],
    });
    expect(written()).toEqual([
      "gh api --method PATCH repos/octo/bev/issues/comments/3 -F body=@body.md --silent",
    ]);
  });

  it.each(["7; touch hacked", "../../7", "", "07", "-1", "7\n8", "12345678901"])(
    "refuses the number %j",
    (number) => {
      expect(comment({ number }).code).toBe(1);
      expect(calls()).toEqual([]);
    },
  );

  it("leaves a pull request alone that is at another commit", () => {
    const { code, output } = comment({ head: "b".repeat(40) });
    expect({ code, written: written() }).toEqual({ code: 0, written: [] });
    expect(output).toContain("is at another commit than the one reviewed");
  });

  it("refuses what is no file", () => {
    mkdirSync(path.join(work, "review"));
    symlinkSync("/proc/self/environ", path.join(work, "review", "link"));
    expect(comment().code).toBe(1);
    expect(calls()).toEqual([]);
  });
});

describe(".gitlab-ci.yml", () => {
  interface Pipeline {
    stages: string[];
    review: {
      stage: string;
      rules: { if: string }[];
      script: string[];
      timeout: string;
      variables: Record<string, string>;
      artifacts: { when: string; paths: string[] };
    };
  }
  const { stages, review } = parse(
    readFileSync(path.join(root, ".gitlab-ci.yml"), "utf8"),
  ) as Pipeline;

  it("reviews merge requests, and keeps the report of a review that failed", () => {
    expect(stages).toContain(review.stage);
    expect(review.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }]);
    expect(review.artifacts).toMatchObject({ when: "always", paths: ["review/report.md"] });
    expect(review.variables).toEqual({ GIT_DEPTH: "0" });
    expect(review.timeout).toBe("30 minutes");
  });

  it("calls scripts of package.json", () => {
    expect(review.script.flatMap(npmScripts)).toEqual(["review"]);
    expect(Object.keys(scripts)).toContain("review");
  });

  it.each([0, 1])("ends with the review's code %i", (code) => {
    standIn("npm", `echo '# Report'; exit ${String(code)}`);
    const result = shell(review.script.join("\n"), { CI_MERGE_REQUEST_DIFF_BASE_SHA: "abc" });
    expect(result).toEqual({ code, output: "# Report\n" });
    expect(calls()).toEqual(["npm run --silent review -- --base abc"]);
    expect(content("review", "report.md")).toBe("# Report\n");
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
    expect(await lint(...files.map((file) => path.join(directory, file)))).toEqual({
      code: 0,
      output: "",
    });
  });

  it("finds one that is there", async () => {
    const file = path.join(work, "broken.yml");
    const text = readFileSync(path.join(directory, "review.yml"), "utf8");
    writeFileSync(file, text.replace("runs-on:", "runs-of:"));
    const { code, output } = await lint(file);
    expect(code).toBe(1);
    expect(output).toContain('unexpected key "runs-of" for "job" section');
  });
});
