/** Commands that end the same way each time, whatever the service does: a check of these says nothing. */
import { readShell } from "./shell.ts";
import type { Command, Simple, Word } from "./shell.ts";

/** What is known where a command stands. */
export interface Known {
  /** Variables with the output of a command that can differ. */
  open: ReadonlySet<string>;
  /** Whether `$?` can differ. */
  isLastOpen: boolean;
}

/** End well whatever they are given. */
const ALWAYS_GOOD = new Set([
  ...["true", ":", "echo", "printf", "sleep", "date", "pwd", "id", "whoami", "hostname", "uname"],
  ...["printenv", "export", "unset", "readonly", "local", "umask", "ulimit", "yes", "seq", "tee"],
  ...["ps", "top", "free", "df", "uptime", "who", "mount", "logger", "touch", "mkdir", "shift"],
  ...["tput", "clear", "basename", "dirname", "nproc", "env", "times", "jobs", "hash"],
]);

/** Only change what they read, or show what is in a file. */
const FILTERS = new Set([
  ...[
    "cat",
    "head",
    "tail",
    "wc",
    "sort",
    "uniq",
    "cut",
    "tr",
    "rev",
    "tac",
    "nl",
    "fold",
    "base64",
  ],
  ...["ls", "stat", "file", "du", "find", "readlink", "realpath", "md5sum", "sha256sum", "column"],
  ...[
    "sed",
    "awk",
    "gawk",
    "mawk",
    "xxd",
    "od",
    "strings",
    "less",
    "more",
    "cd",
    "rm",
    "wait",
    "dd",
    "type",
  ],
]);

/** Whether a command ends the same way each time, whatever the service does. */
export function isConstant([command, ...args]: readonly Word[], known: Known): boolean {
  const name = programOf(command);
  if (ALWAYS_GOOD.has(name)) return true;
  const texts = args.map(({ text }) => text);
  if (name === "test" || name === "[" || name === "[[") return isConstantTest(args, known);
  if (FILTERS.has(name)) {
    if (/awk|sed/.test(name) && texts.some((text) => /\bexit\b|[qQ]\s*\d/.test(text))) return false;
    return args.every((arg) => isSettled(arg, known));
  }
  if (/^[efz]?grep$/.test(name)) return hasOnlyStaticFiles(texts);
  if (name === "kill") return texts.at(-1) === "1";
  if (/^p(?:grep|idof)$/.test(name)) return /^\.?\*?$/.test(texts.at(-1) ?? "");
  if (/^(?:curl|wget)$/.test(name)) return texts.some((text) => /^file:/i.test(text));
  return isIdleProgram(name, texts);
}

/** Without its folder; empty: there is none. */
export function programOf(command: Word | undefined): string {
  return command?.text.replace(/.*\//, "") ?? "";
}

/** Whether it always prints the same, as far as a check is concerned. */
function printsSame(command: Command, known: Known): boolean {
  return (
    command.kind === "simple" &&
    isConstant(command.words, known) &&
    !command.words.some((word) => isOpen(word, known)) &&
    !command.redirects.some(canFail)
  );
}

/** Whether a pipeline's last command looks for something in what is always the same. */
export function isSameSearch(commands: readonly Command[], known: Known): boolean {
  const last = commands.at(-1);
  return (
    last?.kind === "simple" &&
    /^(?:[efz]?grep|[gm]?awk|sed|jq)$/.test(programOf(last.words[0])) &&
    commands.slice(0, -1).every((one) => printsSame(one, known))
  );
}

/** Whether a redirect is to a connection, or from a file that may not be there. */
export function canFail({ operator, target }: Simple["redirects"][number]): boolean {
  return isConnection(target) || (/^\d*<>?$/.test(operator) && !isStatic(target));
}

function hasOnlyStaticFiles(texts: readonly string[]): boolean {
  const files = texts.filter((text) => !text.startsWith("-")).slice(1);
  return files.length > 0 && files.every(isStatic);
}

/** Tests of constants, and of files that an image always has. */
function isConstantTest(args: readonly Word[], known: Known): boolean {
  if (args.some((arg) => isOpen(arg, known))) return false;
  return args.every(
    ({ text }, index) =>
      !/^-[a-hkprstuwxGLNOS]$/.test(text) || isStatic(args[index + 1]?.text ?? ""),
  );
}

/** An option, a number or expression, or a file that is always there. */
function isSettled(arg: Word, known: Known): boolean {
  if (isOpen(arg, known)) return false;
  return (
    !arg.text.includes("/") ||
    arg.text.startsWith("-") ||
    isStatic(arg.text) ||
    /[\s^$]|^[sy]([/|,#]).*\1.*\1\w*$/.test(arg.text)
  );
}

/** Whether a word can differ from run to run. */
export function isOpen({ substitutions, variables }: Word, known: Known): boolean {
  if (variables.some((name) => known.open.has(name))) return true;
  if (variables.includes("?") && known.isLastOpen) return true;
  return substitutions.some((inner) => !isConstantText(inner, known));
}

/** Whether `$(…)` always has the same text, as far as a check is concerned. */
function isConstantText(inner: string, known: Known): boolean {
  // An expression: what it reads stands in it, variables without a dollar too.
  if (inner.startsWith("(")) {
    if (inner.split(/\W/).some((name) => known.open.has(name))) return false;
    return [...inner.matchAll(/\$\(([^()]*)\)/g)].every(([, text = ""]) =>
      isConstantText(text, known),
    );
  }
  return readShell(inner).every(({ pipelines }) =>
    pipelines.every(({ pipeline }) => pipeline.commands.every((one) => printsSame(one, known))),
  );
}

const STATIC =
  /^(?:\.{0,2}\/?|\/(?:bin|sbin|usr|lib|lib64|etc|sys|dev|boot)(?:\/.*)?|\/(?:proc|tmp|var|home|root|opt|mnt|run|srv|data|app)\/?|\/proc\/(?:self|1|uptime|cpuinfo|meminfo|version|loadavg|stat)(?:\/.*)?|\/run\/secrets(?:\/.*)?|\/\.dockerenv)$/;

export function isStatic(file: string): boolean {
  return STATIC.test(file) && !isConnection(file);
}

function isConnection(file: string): boolean {
  return /^\/dev\/(?:tcp|udp)\//.test(file);
}

/** A program in another language on the command line that cannot end badly. */
function isIdleProgram(name: string, args: readonly string[]): boolean {
  if (!/^(?:python[\d.]*|node|nodejs|perl|ruby|php|lua|deno|bun)$/.test(name)) return false;
  const at = args.findIndex((arg) => /^-(?:c|e|r|p|E|-eval)$/.test(arg));
  const text = args[at + 1];
  if (at < 0 || text === undefined) return args.length === 0;
  if (/exit(?:Code\s*=|\()?\s*(?:[1-9]|!|\w+\s*[?.])|raise\b|throw\b|assert\b|die\b/.test(text))
    return false;
  if (/\b(?:except|catch|rescue|suppress)\b/.test(text)) return true;
  const calls = text.replace(
    /(["'])(?:(?!\1).)*\1|\b(?:import|from|use)\s[^;\n]*|\b(?:print|puts|echo|console\.log|require|(?:sys\.|process\.|os\._)?exit|quit)\b/g,
    "",
  );
  return !/\w\s*\(|`|\bopen\b/.test(calls);
}
