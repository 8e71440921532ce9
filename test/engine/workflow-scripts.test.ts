/** The scripts of the workflows, with stand-in programs on the PATH. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { root } from "../kit/engine.ts";
import { npmScripts, packageScripts, scriptOf, stepsOf } from "../kit/workflows.ts";

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
    expect(Object.keys(packageScripts)).toContain("review");
  });

  it.each([0, 1])("ends with the review's code %i", (code) => {
    standIn("npm", `echo '# Report'; exit ${String(code)}`);
    const result = shell(review.script.join("\n"), { CI_MERGE_REQUEST_DIFF_BASE_SHA: "abc" });
    expect(result).toEqual({ code, output: "# Report\n" });
    expect(calls()).toEqual(["npm run --silent review -- --base abc"]);
    expect(content("review", "report.md")).toBe("# Report\n");
  });
});
