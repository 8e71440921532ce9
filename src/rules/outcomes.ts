/**
 * How a command can end, without running it: good, bad, or both. A health check that can only end well
 * says nothing. What is not known here is believed to end either way.
 */
import { canFail, isConstant, isOpen, isSameSearch, programOf } from "./constant-commands.ts";
import type { Known } from "./constant-commands.ts";
import { readShell, Unread } from "./shell.ts";
import type { Command, If, Item, Pipeline, Simple, Word } from "./shell.ts";

/** A set, as bits. */
type Ends = number;
const GOOD = 1;
const BAD = 2;
const EITHER = GOOD | BAD;

/** How a list ends by itself, and how by `exit`; 0: not at all. */
interface Outcome {
  falls: Ends;
  exits: Ends;
}

/** What holds at a place of a script. */
interface State {
  /** Of the command before: what `$?` is. */
  last: Ends;
  /** Variables with the output of a command that can differ. */
  open: Set<string>;
  isErrExit: boolean;
  /** Whether what follows is asked how it ends, so that `set -e` passes over it. */
  isAsked: boolean;
  isPipeFail: boolean;
  /** The word that decided last. */
  word: string;
}

/**
 * The word by which a command ends well whatever the service does; undefined: it can fail.
 * @param words `["CMD", …]` without its first
 */
export function idleWord(words: readonly string[]): string | undefined {
  return idleIn((state) =>
    callOutcome(
      words.map((text): Word => ({ ...PLAIN, text })),
      state,
    ),
  );
}

/** The same of a shell's text. */
export function idleWordOfShell(text: string): string | undefined {
  return idleIn((state) => listOutcome(readShell(text), state));
}

const PLAIN = { substitutions: [], variables: [], isQuoted: true, isAssignment: false };
const START = { last: GOOD, isErrExit: false, isAsked: false, isPipeFail: false, word: "" };

function idleIn(outcome: (state: State) => Outcome): string | undefined {
  const state: State = { ...START, open: new Set() };
  try {
    const { falls, exits } = outcome(state);
    return (falls | exits) & BAD ? undefined : state.word;
  } catch (error) {
    if (error instanceof Unread) return error.message;
    // Thousands of nested groups: as little read as what is refused.
    if (error instanceof RangeError) return "(";
    throw error;
  }
}

function knownIn({ open, last }: State): Known {
  return { open, isLastOpen: last === EITHER };
}

function listOutcome(list: readonly Item[], state: State): Outcome {
  let exits = 0;
  let falls = state.last;
  for (const item of list) {
    const outcome = itemOutcome(item, state);
    exits |= outcome.exits;
    falls = outcome.falls;
    // What stands behind an `exit` never runs.
    if (falls === 0) break;
    state.last = falls;
  }
  return { falls, exits };
}

function itemOutcome({ pipelines, isBackground }: Item, state: State): Outcome {
  let falls = 0;
  let exits = 0;
  for (const [index, { joint, pipeline }] of pipelines.entries()) {
    // The ends after which this one runs; the others pass it by.
    const runs = joint === undefined ? EITHER : falls & (joint === "&&" ? GOOD : BAD);
    if (runs === 0) continue;
    const passes = falls & ~runs;
    if (joint !== undefined) state.last = runs;
    const isAsked = pipeline.isNegated || index < pipelines.length - 1;
    const outcome = asked(state, isAsked, () => pipelineOutcome(pipeline, state));
    const ended = state.isErrExit && !state.isAsked && !isAsked ? outcome.falls & BAD : 0;
    falls = passes | (outcome.falls & ~ended);
    exits |= outcome.exits | ended;
  }
  if (isBackground) {
    state.word = "&";
    return { falls: GOOD, exits: 0 };
  }
  return { falls, exits };
}

function asked(state: State, isAsked: boolean, outcome: () => Outcome): Outcome {
  const former = state.isAsked;
  state.isAsked ||= isAsked;
  const result = outcome();
  state.isAsked = former;
  return result;
}

function pipelineOutcome({ isNegated, commands }: Pipeline, state: State): Outcome {
  const [only] = commands;
  const outcome =
    commands.length === 1 && only
      ? commandOutcome(only, state)
      : { falls: pipedEnds(commands, state), exits: 0 };
  return isNegated ? { ...outcome, falls: inverse(outcome.falls) } : outcome;
}

/** Each in a shell of its own: the last one decides. */
function pipedEnds(commands: readonly Command[], state: State): Ends {
  const ends = commands.map((command) =>
    subshellEnds(state, (own) => commandOutcome(command, own)),
  );
  if (state.isPipeFail) return ends.reduce((all, one) => all | one, 0);
  return isSameSearch(commands, knownIn(state)) ? GOOD : (ends.at(-1) ?? GOOD);
}

/** What it changes stays inside, but for the word that decided. */
function subshellEnds(state: State, outcome: (own: State) => Outcome): Ends {
  const own = { ...state, open: new Set(state.open) };
  const { falls, exits } = outcome(own);
  state.word = own.word;
  return falls | exits;
}

function inverse(ends: Ends): Ends {
  return (ends & GOOD ? BAD : 0) | (ends & BAD ? GOOD : 0);
}

function commandOutcome(command: Command, state: State): Outcome {
  if (command.kind === "simple") return simpleOutcome(command, state);
  if (command.kind === "group") {
    if (!command.isSubshell) return listOutcome(command.list, state);
    return { falls: subshellEnds(state, (own) => listOutcome(command.list, own)), exits: 0 };
  }
  if (command.kind === "loop") {
    const condition = asked(state, true, () => listOutcome(command.condition, state));
    const body = listOutcome(command.body, state);
    return { falls: GOOD | body.falls, exits: condition.exits | body.exits };
  }
  return ifOutcome(command, state);
}

function ifOutcome({ branches, otherwise }: If, state: State): Outcome {
  let falls = 0;
  let exits = 0;
  for (const { condition, body } of branches) {
    const tested = asked(state, true, () => listOutcome(condition, state));
    exits |= tested.exits;
    if (tested.falls & GOOD) {
      state.last = GOOD;
      const done = listOutcome(body, state);
      falls |= done.falls;
      exits |= done.exits;
    }
    // Nothing behind a condition that always holds is asked.
    if (!(tested.falls & BAD)) return { falls, exits };
    state.last = BAD;
  }
  // Without `else`, no condition that holds is a good end.
  const other = otherwise ? listOutcome(otherwise, state) : { falls: GOOD, exits: 0 };
  return { falls: falls | other.falls, exits: exits | other.exits };
}

function simpleOutcome({ words, redirects }: Simple, state: State): Outcome {
  let falls = GOOD;
  for (const word of words) {
    // Behind a command too: it can be `export`.
    if (word.isAssignment) falls = assignmentEnds(word, state);
  }
  if (redirects.some(canFail)) return { falls: EITHER, exits: 0 };
  const start = words.findIndex(({ isAssignment }) => !isAssignment);
  if (start >= 0) return callOutcome(words.slice(start), state);
  if (words.length === 0) state.word = ">";
  return { falls, exits: 0 };
}

/** An assignment ends as the last command in it. */
function assignmentEnds(word: Word, state: State): Ends {
  const [name = ""] = word.text.split(/\+?=/);
  const inner = word.substitutions.at(-1) ?? "(";
  const isOpened = isOpen(word, knownIn(state));
  const ends = inner.startsWith("(")
    ? GOOD
    : subshellEnds(state, (own) => listOutcome(readShell(inner), own));
  if (isOpened) state.open.add(name);
  state.word = name;
  return ends;
}

function callOutcome([command, ...args]: readonly Word[], state: State): Outcome {
  const name = programOf(command);
  state.word = name;
  const all = (ends: Ends): Outcome => ({ falls: ends, exits: 0 });
  // It can be anything, and `true` as well.
  if (command === undefined || isComputed(command)) return all(GOOD);
  if (name === "exit" || name === "return") return { falls: 0, exits: exitEnds(args[0], state) };
  if (name === "set") return all(setOptions(args, state));
  const texts = args.map(({ text }) => text);
  if (name === "eval") return listOutcome(readShell(texts.join(" ")), state);
  if (SHELLS.has(name)) return all(shellEnds(args, state));
  if (Object.hasOwn(WRAPPERS, name)) return wrappedOutcome(name, args, state);
  if (texts.some((text) => /^--(?:version|help)$/.test(text))) return all(GOOD);
  if (/^(?:version|-V|-v|help|-h)$/.test(texts.join(" "))) return all(GOOD);
  if (name === "false") return all(BAD);
  return all(isConstant([command, ...args], knownIn(state)) ? GOOD : EITHER);
}

function isComputed({ variables, substitutions }: Word): boolean {
  return variables.length + substitutions.length > 0;
}

function exitEnds(code: Word | undefined, { last }: State): Ends {
  if (code === undefined || code.text === "$?") return last;
  if (isComputed(code)) return EITHER;
  // Modulo 256, as a process can say it.
  return Number(code.text) % 256 === 0 ? GOOD : BAD;
}

function setOptions(args: readonly Word[], state: State): Ends {
  const words = args.map(({ text }) => text);
  if (words.some((word) => /^-\w*e/.test(word)) || words.includes("errexit"))
    state.isErrExit = true;
  if (words.includes("pipefail")) state.isPipeFail = true;
  return GOOD;
}

const SHELLS = new Set(["sh", "bash", "ash", "dash", "zsh", "ksh", "mksh"]);

function shellEnds(args: readonly Word[], state: State): Ends {
  const at = args.findIndex(({ text }) => /^-\w*c$/.test(text));
  const script = args[at + 1];
  // A file is believed; without one, an empty input ends well.
  if (at < 0) return args.some(({ text }) => !text.startsWith("-")) ? EITHER : GOOD;
  if (script === undefined || isComputed(script)) return GOOD;
  const options = args.slice(0, at + 1).map(({ text }) => text);
  const isErrExit = options.some((text) => /^-\w*e/.test(text));
  const inner = {
    ...state,
    isErrExit,
    isAsked: false,
    isPipeFail: options.includes("pipefail"),
    last: GOOD,
  };
  const { falls, exits } = listOutcome(readShell(script.text), inner);
  state.word = inner.word;
  return falls | exits;
}

/** Run the command that follows their options; the letters are of options whose value is the next word. */
const WRAPPERS: Readonly<Record<string, string>> = {
  ...{ env: "uCS", timeout: "sk", nice: "n", ionice: "cnpPu", stdbuf: "ioe", chrt: "TPD" },
  ...{ sudo: "ughpCrtTU", doas: "uC", tini: "ep", nohup: "", setsid: "", time: "", command: "" },
  ...{ exec: "a", busybox: "", toybox: "", builtin: "", gosu: "", "su-exec": "", setpriv: "" },
};

function wrappedOutcome(name: string, args: readonly Word[], state: State): Outcome {
  const hasUser = ["gosu", "su-exec"].includes(name);
  const valued = new RegExp(`^-[A-Za-z]*[${WRAPPERS[name] ?? ""}]$`);
  const isValue = (index: number) => valued.test(args[index - 1]?.text ?? "");
  const skipped = args.findIndex(
    ({ text }, index) =>
      !/^-|^\w+=|^\d+(?:\.\d+)?[smhd]?$/.test(text) && !isValue(index) && !(hasUser && index === 0),
  );
  // `command -v x` looks whether there is such a program.
  const options = args.slice(0, skipped);
  if (skipped < 0 || (name === "command" && options.some(({ text }) => /^-[vV]/.test(text)))) {
    return { falls: GOOD, exits: 0 };
  }
  const outcome = callOutcome(args.slice(skipped), state);
  return name === "exec" ? { falls: 0, exits: outcome.falls | outcome.exits } : outcome;
}
