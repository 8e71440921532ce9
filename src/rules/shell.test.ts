/** A shell's text as it is read, written out again with every bracket and word marked. */
import { describe, expect, it } from "@jest/globals";
import { readShell } from "./shell.ts";
import type { Command, Item, Pipeline, Word } from "./shell.ts";

const written = (list: readonly Item[]): string => list.map(ofItem).join(" ; ");

function ofItem({ pipelines, isBackground }: Item): string {
  const joined = pipelines.map(({ joint, pipeline }) => `${joint ?? ""} ${ofPipeline(pipeline)}`);
  return joined.join(" ").trim() + (isBackground ? " &" : "");
}

function ofPipeline({ isNegated, commands }: Pipeline): string {
  return (isNegated ? "not " : "") + commands.map(ofCommand).join(" | ");
}

function ofCommand(command: Command): string {
  switch (command.kind) {
    case "simple": {
      const redirects = command.redirects.map(({ operator, target }) => `${operator}${target}`);
      return [...command.words.map(ofWord), ...redirects].join(" ");
    }
    case "group":
      return `${command.isSubshell ? "subshell" : "group"}(${written(command.list)})`;
    case "loop":
      return `loop(${written(command.condition)}: ${written(command.body)})`;
    case "if": {
      const branches = command.branches.map(
        ({ condition, body }) => `${written(condition)}: ${written(body)}`,
      );
      return `if(${[...branches, ...(command.otherwise ? [`else: ${written(command.otherwise)}`] : [])].join(", ")})`;
    }
  }
}

const ofWord = ({ text, isQuoted }: Word): string => (isQuoted ? `'${text}'` : text);

it.each([
  ["", ""],
  [" \t\r\n;\n", ""],
  ["a", "a"],
  ["a  b\tc", "a b c"],
  ["a;b\nc\n\nd;", "a ; b ; c ; d"],
  ["a & b&", "a & ; b &"],
  ["a&&b||c", "a && b || c"],
  ["a &&\n\nb", "a && b"],
  ["a | b |& c", "a | b | c"],
  ["a |\n b", "a | b"],
  ["! a", "not a"],
  ["! ! a | b", "a | b"],
  ["# c\na # c\n#c", "a"],
  ["a#b", "a#b"],
  ["a b\\\nc \\\n\\\n d", "a bc d"],
  ["a # b\\\nc", "a ; c"],
  ["a \\\\\nb", "a '\\' ; b"],
  ["a '\\\n'", "a '\\\n'"],
  ["a\fb\u00a0c", "a\fb\u00a0c"],
  [`a "b c" 'd e' f\\ g`, "a 'b c' 'd e' 'f g'"],
  [`"a\\"b;" c`, `'a"b;' c`],
  [`a''b`, "'ab'"],
  [`"it's"`, "'it's'"],
  [`'a"b'`, `'a"b'`],
  [
    "a >b 2>c <d >>e <>f >|g 2>&1 <&3 &>h &>>i <<<j",
    "a >b 2>c <d >>e <>f >|g 2>&1 <&3 &>h &>>i <<<j",
  ],
  [">a", ">a"],
  ["(a; b)", "subshell(a ; b)"],
  ["{ a; b; } 2>c", "group(a ; b)"],
  ["( (a) )", "subshell(subshell(a))"],
  ["{a }b", "{a }b"],
  ["echo if done }", "echo if done }"],
  ["'if' a", "'if' a"],
  ["if a; then b; fi", "if(a: b)"],
  ["if a\nthen b\nelif c; d; then e; else f; g; fi", "if(a: b, c ; d: e, else: f ; g)"],
  ["while a; do b; done", "loop(a: b)"],
  ["until a; b; do c; done | d", "loop(a ; b: c) | d"],
  ["for i in 1 2; do a; b; done", "loop(: a ; b)"],
  ["for i\ndo a; done", "loop(: a)"],
  ["for i in 'do' \"b\"; do a; done", "loop(: a)"],
])("reads %j", (text, tree) => {
  expect(written(readShell(text))).toBe(tree);
});

describe("of a word", () => {
  it.each<[string, string[], string[]]>([
    ["$a", ["a"], []],
    ["$a$b1_c-$?$!$#$$$@$*$-$0", ["a", "b1_c", "?", "!", "#", "$", "@", "*", "-", "0"], []],
    ['"$a b"', ["a"], []],
    ["${a}", ["a"], []],
    ["${#a}${!b1}${c:-${d}}${?}${}", ["a", "b1", "c", "?", ""], []],
    ["$", [], []],
    ["$(a b)", [], ["a b"]],
    ["`a b`c", [], ["a b"]],
    ["$(a $(b) ')' \\))", [], ["a $(b) ')' \\)"]],
    ["$(a 'b)", [], ["a 'b"]],
    ["$(a 'b)c')", [], ["a 'b)c'"]],
    ["x$(a)y${b}z", ["b"], ["a"]],
    ["'$a'\\$b", [], []],
  ])("%j keeps variables and substitutions", (text, variables, substitutions) => {
    const [item] = readShell(text);
    const command = item?.pipelines[0]?.pipeline.commands[0];
    if (command?.kind !== "simple") throw new Error("must be a simple command");
    expect(command.words).toHaveLength(1);
    expect(command.words[0]).toMatchObject({ variables, substitutions });
  });
});

it.each([
  ["a <<b", "<<"],
  ["a <<-b", "<<"],
  ["a >", ">"],
  ["a > ;", ">"],
  ["a > | b", ">"],
  ["'a", "'"],
  ['"a', '"'],
  ["$(a", "$("],
  ["${a", "${"],
  ["`a", "`"],
  ["a() { b; }", "()"],
  ["case a in b) c;; esac", "case"],
  ["function a { b; }", "function"],
  ["select a in b; do c; done", "select"],
  ["coproc a", "coproc"],
  ["trap a EXIT", "trap"],
  ["alias a=b", "alias"],
  ["[[[ a", "[[["],
  ["a)", ")"],
  [")", ")"],
  ["a ;; b", ";;"],
  ["a &&", "nothing"],
  ["&& a", "&&"],
  ["| a", "|"],
  ["a | | b", "|"],
  ["!", "nothing"],
  ["(a", ")"],
  ["{ a", "}"],
  ["{ a }", "}"],
  ["if a; fi", "then"],
  ["if a; then b", "fi"],
  ["if a; then b; else c", "fi"],
  ["while a; done", "do"],
  ["while a; do b", "done"],
  ["for i in 1", "do"],
])("does not read %j", (text, word) => {
  expect(() => readShell(text)).toThrow(new Error(word));
});

it.each([
  ["a=", true],
  ["ab+=c", true],
  [`a="b c"`, true],
  ["a=$(b)", true],
  ["'a'=b", false],
  [`a"="b`, false],
  ["$a=b", false],
  ["-a=b", false],
  ["=a", false],
])("sees whether %j assigns", (text, isAssignment) => {
  expect(readShell(text)[0]?.pipelines[0]?.pipeline.commands[0]).toMatchObject({
    words: [{ isAssignment }],
  });
});
