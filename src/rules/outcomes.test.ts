/** How a health check can end, case by case: `ask` and `look` are programs that can end either way. */
import { describe, expect, it } from "@jest/globals";
import { idleWord, idleWordOfShell } from "./outcomes.ts";

describe("a shell's text cannot fail, by its word", () => {
  it.each([
    ...[
      ["", ""],
      [">/tmp/a", ">"],
      ["true; [ $? = 0 ]", "["],
      ["true || ask", "true"],
      ["ask || true && true", "true"],
      ["if ask & then true; fi", "true"],
    ],
    // `exit` and what it is given.
    ...[
      ["exit 0; ask", "exit"],
      ["{ exit 0; }; ask", "exit"],
      ["ask; return 0", "return"],
      ["true; exit", "exit"],
      ["true; exit $?", "exit"],
      ["false; ask && exit; true", "true"],
      ["(exit 1); true", "true"],
    ],
    // `set -e` passes over what is asked.
    ...[
      ["set -e; ask && true; true", "true"],
      ["set -e; ! ask; true", "true"],
      ["set -e; if ask; then true; fi; true", "true"],
      ["set -e; while ask; do true; done; true", "true"],
      ["set -u; ask; true", "true"],
      ["set +x-e; ask; true", "true"],
      ["set -u; ask | true", "true"],
    ],
    ...[
      ["if false; then ask; fi", "false"],
      ["if true; then true; else ask; fi", "true"],
    ],
    // Variables.
    ...[
      ["x=1 true", "true"],
      ['ask; x="1"', "x"],
      ["ask; x+=1", "x"],
      ["ask; x=$?", "x"],
      ["x=$((1 + 2))", "x"],
      ["x=$(ask || true)", "x"],
      ["x=$(ask)$(true)", "x"],
      ["x=$(ask); x=1", "x"],
      ["(x=$(ask)); [ $x = 1 ]", "["],
      ["true; x=$?; [ $x = 1 ]", "["],
    ],
    // Pipes.
    ...[
      ["echo ok | cat | grep ok", "grep"],
      ["echo ok | egrep ok", "egrep"],
      ["echo ok | awk '{ exit 1 }'", "awk"],
      ["cat /etc/passwd | gawk '{ exit 1 }'", "gawk"],
    ],
    // Programs that run others.
    ...[
      ["eval echo a b", "echo"],
      ["eval exit 0; ask", "exit"],
      ["sh -uc true", "true"],
      ["sh -e", "sh"],
      ['sh -c "$x"', "sh"],
      ['sh -c "$(ask)"', "sh"],
      ["sh -c 'ask; true' -e", "true"],
      ["bash --verbose -c 'ask; true'", "true"],
      ["gosu redis true", "true"],
      ["su-exec redis true", "true"],
      ["env AB=c true", "true"],
      ["timeout 1.25s true", "true"],
      ["timeout -s KILL 5 true", "true"],
      ["sudo -n -u redis true", "true"],
      ["exec -a check true", "true"],
      ["env", "env"],
      ["command -v ask", "command"],
      ["command -p -v ask", "command"],
      ["exec true; ask", "true"],
      ["exec >/dev/null; true", "true"],
    ],
    // Redirects.
    ...[
      ["true <<<a", "true"],
      ["true <&3", "true"],
      ["true </etc/passwd", "true"],
    ],
  ])("%j, by %j", (text, word) => {
    expect(idleWordOfShell(text)).toBe(word);
  });
});

describe("a shell's text can fail", () => {
  it.each([
    "ask && true",
    "ask | cat | look",
    "if ask & then look; fi",
    "ask; exit",
    "ask; exit ${?}",
    "exit 1",
    "return 1",
    "! (exit $x)",
    "! (exit $(ask))",
    "if exit 1; then true; fi",
    "if ask; then look; fi",
    "if ask; then exit 1; fi",
    "if true; then ask; fi",
    "if false; then true; fi; ask",
    "while exit 1; do true; done",
    "while ask; do exit 1; done",
    "for i in 'a' \"b\" c; do ask; done",
    // `set`.
    "set -u -e; ask; true",
    "set -xe; ask; true",
    "set -o errexit; ask; true",
    // Variables, in what is asked of them afterwards.
    "x=$(ask)",
    'x="$(ask)"; [ "$x" = 200 ]',
    "x=$(ask); ( [ $x = 1 ] )",
    "x=$(ask); y=$x; [ $y = 1 ]",
    "x=0; x+=$(ask); [ $x = 01 ]",
    "ask; x=$?; [ $x -ne 1 ]",
    "ask; [ ${?} = 0 ]",
    "export x=$(ask); [ $x = 1 ]",
    "x=$(cat /tmp/alive); [ $(($(date +%s) - x)) -lt 60 ]",
    "x=$(ask); [ $(echo $x | wc -l) = 1 ]",
    "ask $(trap)",
    // Pipes.
    'x=$(ask); echo "$x" | grep -q ok',
    "echo ruok | nc 127.0.0.1 2181",
    "echo ruok | nc 127.0.0.1 2181 | grep -q imok",
    "cat </data/alive | grep -q ok",
    "echo ok | (ask)",
    "echo ok | my-jq .",
    "echo ok | jqx .",
    // Redirects.
    "true </data/alive",
    "true 3</data/alive",
    "true 3<>/dev/tcp/127.0.0.1/80",
    "true >/dev/tcp/127.0.0.1/80",
    // Programs with options, and those that run others.
    "ask a--version",
    "ask --helpful",
    "ask -v 127.0.0.1",
    "ask to-help",
    "ask -verbose",
    "eval exit 1",
    "bash my-c true",
    "sh -check true",
    "sh true",
    "sh -e -c 'ask; true'",
    "sh -xec 'ask; true'",
    "sh -c 'x=$(ask); [ $x = 1 ]'",
    "bash -o pipefail -c 'ask | true'",
    "nohup redis true",
    "gosu redis ask",
    "timeout -k 5 -s KILL 5 ask",
    "env -i ask",
    "time -p ask",
    "nohup a-b",
    "nohup ./a=b",
    "nohup redis7",
    "nohup 7zip",
    "command -p ask",
    "command ask 1 -v",
    "nice -v ask",
    "nohup true; ask",
    "exec ask",
    // A comment ends with its line, and an escaped backslash does not join two.
    "true # \\\nask",
    "echo \\\\\nask",
  ])("%j", (text) => {
    expect(idleWordOfShell(text)).toBeUndefined();
  });
});

it.each<[string[], string | undefined]>([
  [[], ""],
  [["true"], "true"],
  [["exit", "$?"], "exit"],
  [["sh", "-c", "true"], "true"],
  [["sh", "-c", "exit 1"], undefined],
  [["a=b"], undefined],
  [["ask", "$(trap)"], undefined],
])("judges the words %j", (words, word) => {
  expect(idleWord(words)).toBe(word);
});

it("refuses a text that is nested too deeply to be read", () => {
  const depth = 20_000;
  expect(idleWordOfShell(`${"(".repeat(depth)}ask${")".repeat(depth)}`)).toBe("(");
});
