/**
 * Pins the actions of workflows: a tag can be moved to other code, a commit cannot. The commit is
 * asked of the host with git, and its tag stays beside it as a comment.
 */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { reasonOf, shown } from "../src/lib/faults.ts";
import { UserError } from "../src/lib/error.ts";

export interface Pin {
  /** `owner/repository`, with the folder of the action where there is one. */
  action: string;
  tag: string;
  commit: string;
  /** What stood there before: a tag, or another commit. */
  before: string;
}

interface Use {
  /** Workflow file and line. */
  where: string;
  repository: string;
  tag: string;
}

/** `uses: owner/repository/folder@ref # comment`; local and Docker actions have no such ref. */
const USES =
  /^(?<head>[ \t]*(?:-[ \t]+)?uses:[ \t]*(?<quote>["']?))(?<repository>\w[\w.-]*\/[\w.-]+)(?<folder>(?:\/[\w.-]+)*)@(?<ref>[\w./-]+)\k<quote>(?:[ \t]+#[ \t]*(?<comment>.*?))?(?<end>[ \t]*\r?)$/gm;

const COMMIT = /^[0-9a-f]{40}$/;

/**
 * Writes the commits into the workflow files of `directory`, of all of them or of none.
 * @throws UserError naming the line whose tag cannot be resolved
 */
export async function pinActions(directory: string, host: string): Promise<Pin[]> {
  const files = readdirSync(directory)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => path.join(directory, name));
  const texts = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
  const commits = new Map<string, string>();
  for (const [file, text] of texts) {
    for (const use of usesOf(file, text)) {
      const key = keyOf(use);
      if (!commits.has(key)) commits.set(key, await commitOf(use, host));
    }
  }
  const pins: Pin[] = [];
  const pinned = [...texts].map(([file, text]) => [file, pinnedText(text, commits, pins)] as const);
  for (const [file, text] of pinned) {
    if (text !== texts.get(file)) writeFileSync(file, text);
  }
  return pins;
}

function usesOf(file: string, text: string): Use[] {
  return [...text.matchAll(USES)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length;
    const { repository, ref, tag } = partsOf(match.groups);
    const where = `${path.relative("", file)}:${String(line)}`;
    if (tag !== undefined) return { where, repository, tag };
    throw new UserError(
      `${where}: must have its tag beside the commit, got ${repository}@${ref}; add it as a comment, such as # v5`,
    );
  });
}

function pinnedText(text: string, commits: ReadonlyMap<string, string>, pins: Pin[]): string {
  return text.replace(USES, (...args) => {
    const groups = args.at(-1) as Groups;
    const { repository, ref, tag = "", rest } = partsOf(groups);
    const commit = commits.get(keyOf({ repository, tag })) ?? ref;
    const { head = "", quote = "", folder = "", end = "" } = groups;
    pins.push({ action: repository + folder, tag, commit, before: ref });
    const comment = [tag, rest].filter(Boolean).join(" ");
    return `${head}${repository}${folder}@${commit}${quote} # ${comment}${end}`;
  });
}

type Groups = Record<string, string | undefined>;

/** The tag is the ref, or of a commit the first word of its comment. */
function partsOf(groups: Groups = {}): {
  repository: string;
  ref: string;
  tag: string | undefined;
  rest: string;
} {
  const { repository = "", ref = "", comment = "" } = groups;
  if (!COMMIT.test(ref)) return { repository, ref, tag: ref, rest: comment };
  const [tag, ...rest] = comment.split(" ");
  return { repository, ref, tag: tag === "" ? undefined : tag, rest: rest.join(" ") };
}

function keyOf({ repository, tag }: Pick<Use, "repository" | "tag">): string {
  return `${repository}@${tag}`;
}

const TIMEOUT_MS = 30_000;

async function commitOf({ where, repository, tag }: Use, host: string): Promise<string> {
  const url = `${host}/${repository}.git`;
  const ref = `refs/tags/${tag}`;
  const refs = await remoteRefs(url, [ref, `${ref}^{}`]).catch((error: unknown) => {
    const reason = reasonOf(error).trim().split("\n").at(-1) ?? "";
    throw new UserError(
      `${where}: must be in a repository that git can ask, got ${url} (${reason}); run it where the ` +
        "host answers, or name another with --host",
    );
  });
  // An annotated tag is an object of its own; what it points to is the commit.
  const commit = refs.get(`${ref}^{}`) ?? refs.get(ref);
  if (commit !== undefined) return commit;
  throw new UserError(
    `${where}: must be a tag of ${url}, got ${shown(tag)}; name one that git ls-remote --tags shows`,
  );
}

/** Commits and other objects by the ref that names them. */
async function remoteRefs(url: string, patterns: readonly string[]): Promise<Map<string, string>> {
  const { stdout } = await promisify(execFile)("git", ["ls-remote", "--", url, ...patterns], {
    env: { ...process.env, GIT_TERMINAL_PROMPT: "0" },
    timeout: TIMEOUT_MS,
  });
  return new Map(
    stdout.split("\n").flatMap((line) => {
      const [object = "", name = ""] = line.split("\t");
      return COMMIT.test(object) ? [[name, object] as const] : [];
    }),
  );
}
