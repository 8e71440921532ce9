import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { containerHealthChecked } from "./container-health-checked.ts";

const TIMINGS = { interval: "10s", timeout: "5s", retries: 3 };
const BOUND = "above 0 and at most 1h";
const FORM = '["CMD", …] or ["CMD-SHELL", …]';

function given(tests: unknown, changes: Record<string, unknown> = {}): Planned {
  return container({ healthcheck: { ...TIMINGS, tests, ...changes } });
}

function refused(wanted: string, found: string, at = "tests"): string[] {
  return [
    `thanos/redis/healthcheck/${at}: must be ${wanted}, got ${found}; ask the service's own process`,
  ];
}

function idle(word: string, ...tests: string[]): { given: Planned; says: string[] } {
  return { given: given(tests), says: refused("a check that can fail", `"${word}"`) };
}

describeRule(containerHealthChecked, [
  {
    kind: "complies",
    what: "a request",
    given: given(["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1/"]),
    says: [],
  },
  {
    kind: "complies",
    what: "a shell whose last word counts",
    given: given(["CMD-SHELL", "true && pg_isready -q"]),
    says: [],
  },
  {
    kind: "complies",
    what: "a check that names its own failure",
    given: given(["CMD-SHELL", "nc -z 127.0.0.1 80 || exit 1"]),
    says: [],
  },
  { kind: "violates", what: "a check that is always good", ...idle("true", "CMD", "true") },
  {
    kind: "absent",
    what: "whatever the image has",
    given: container({}),
    says: refused(FORM, "nothing"),
  },
  {
    kind: "null",
    what: "null",
    given: container({ healthcheck: null }),
    says: refused(FORM, "nothing"),
  },
  { kind: "null", what: "null for the tests", given: given(null), says: refused(FORM, "null") },
  {
    kind: "unknown",
    what: "a computed word",
    given: given(["CMD", "wget", UNKNOWN]),
    says: [
      "thanos/redis/healthcheck/tests/2: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "the kind in small letters",
    given: given(["cmd", "wget"]),
    says: refused(FORM, '"cmd"'),
  },
  { kind: "boundary", what: "no tests", given: given([]), says: refused(FORM, "[]") },
  {
    kind: "boundary",
    what: "a kind without a command",
    given: given(["CMD"]),
    says: refused(FORM, '["CMD"]'),
  },
  {
    kind: "boundary",
    what: "a command of blanks",
    given: given(["CMD-SHELL", " "]),
    says: refused(FORM, '"CMD-SHELL"'),
  },
  {
    kind: "boundary",
    what: "no retries",
    given: given(["CMD", "check"], { retries: 0 }),
    says: refused("1 to 100", "0", "retries"),
  },
  {
    kind: "boundary",
    what: "an interval of nothing",
    given: given(["CMD", "check"], { interval: "0s", timeout: undefined }),
    says: [...refused(BOUND, '"0s"', "interval"), ...refused(BOUND, "nothing", "timeout")],
  },
  {
    kind: "evasion",
    what: "the image's check turned off",
    given: given(["NONE"]),
    says: refused(FORM, '["NONE"]'),
  },
  { kind: "evasion", what: "true with its path", ...idle("true", "CMD", "/bin/true") },
  { kind: "evasion", what: "a colon in a shell", ...idle(":", "CMD", "/bin/sh", "-c", " : ") },
  { kind: "evasion", what: "a good end", ...idle("exit", "CMD-SHELL", "exit 0") },
  { kind: "evasion", what: "a word of cheer", ...idle("echo", "CMD", "echo", "healthy") },
  {
    kind: "evasion",
    what: "a failure forgotten",
    ...idle("true", "CMD-SHELL", "curl -f http://127.0.0.1/ || true"),
  },
  {
    kind: "evasion",
    what: "a failure passed by",
    ...idle("exit", "CMD", "bash", "-c", "curl http://127.0.0.1/; exit 0;"),
  },
  ...[
    "redis-cli -p 6379 ping | grep -qE 'PONG|NOAUTH'",
    "vault status >/dev/null 2>&1; [ $? -ne 1 ]",
    "[ $(($(date +%s) - $(cat /tmp/alive))) -lt 300 ]",
    "exec 3<>/dev/tcp/127.0.0.1/6333 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q 200 <&3",
    "curl -sk https://127.0.0.1:9200 | grep -q status",
    "if wget -qO- http://127.0.0.1/; then exit 0; else exit 1; fi",
    "for i in 1 2 3; do nc -z 127.0.0.1 80 && exit 0; done; exit 1",
    "set -e; curl -f http://127.0.0.1/; echo healthy",
    "set -o pipefail; curl -f http://127.0.0.1/ | cat",
    "curl -f http://127.0.0.1/ || curl -f http://127.0.0.1:81/ || exit 1",
    "wget -q http://127.0.0.1/ || { echo down; exit 1; }",
    'code=$(curl -so /dev/null -w "%{http_code}" http://127.0.0.1/); [ "$code" = 200 ]',
    "! pg_isready | grep -q rejecting",
    "test -S /run/app.sock",
    "kill -0 $(cat /run/app.pid)",
    "curl -f http://127.0.0.1/; exit $?",
  ].map((text) => ({
    kind: "complies" as const,
    what: text,
    given: given(["CMD-SHELL", text]),
    says: [],
  })),
  {
    kind: "complies",
    what: "a program in another language",
    given: given(["CMD", "python3", "-c", "import urllib.request as r; r.urlopen('http://x/')"]),
    says: [],
  },
  ...[
    ["echo", "wget -qO- http://127.0.0.1/ || echo down"],
    ["echo", "wget http://127.0.0.1/ || (echo down)"],
    ["echo", "wget http://127.0.0.1/ || { echo down; }"],
    ["exit", "wget http://127.0.0.1/ || exit 0"],
    ["exit", "wget http://127.0.0.1/; exit 256"],
    [":", "wget http://127.0.0.1/\n:"],
    ["cat", "wget http://127.0.0.1/ | cat"],
    ["tee", "wget http://127.0.0.1/ 2>&1 | tee /tmp/log"],
    ["&", "wget http://127.0.0.1/ &"],
    ["wait", "wget http://127.0.0.1/ & wait"],
    ["test", "test 1"],
    ["[", "[ 1 -eq 1 ]"],
    ["[[", "[[ -n x ]]"],
    ["[", '[ -n "$PATH" ]'],
    ["[", "[ -d / ]"],
    ["test", "test -f /etc/passwd"],
    ["[", "[ $(echo 1) = 1 ]"],
    ["[", "x=1; [ $x = 1 ]"],
    ["false", "! false"],
    ["grep", "echo ok | grep -q ok"],
    ["kill", "kill -0 1"],
    ["ls", "ls /"],
    ["true", "(exit 1); wget http://127.0.0.1/; eval true"],
    ["true", "sh -c 'wget http://127.0.0.1/; true'"],
    ["true", 'bash -c "exec true"'],
    ["trap", "trap 'exit 0' EXIT; wget http://127.0.0.1/"],
    ["()", "f() { true; }; f"],
    ["echo", "if wget http://127.0.0.1/; then echo up; fi"],
    ["curl", "curl --version"],
    ["curl", "curl -s file:///etc/hostname"],
    ["$T", "T=true; $T"],
    ["x", "wget http://127.0.0.1/; x=1"],
    ["case", "case $x in *) true;; esac"],
    ["printf", "wget http://127.0.0.1/ \\\n || printf ''"],
    ["sleep", "nohup timeout 5 sleep 1"],
    ["true", "'tr'ue # wget http://127.0.0.1/"],
    ['"', 'wget "http://127.0.0.1/'],
  ].map(([word = "", text = ""]) => ({
    kind: "evasion" as const,
    what: `in a shell: ${text}`,
    given: given(["CMD-SHELL", text]),
    says: refused("a check that can fail", `"${word}"`),
  })),
  ...[
    ["true", "env", "A=b", "true"],
    ["true", "timeout", "-k", "5", "10s", "true"],
    ["true", "busybox", "true"],
    ["true", "/usr/bin/env", "sh", "-c", "wget http://127.0.0.1/; true"],
    ["true", "bash", "-euo", "pipefail", "-c", "true"],
    ["sh", "sh"],
    ["sh", "sh", "-c"],
    ["redis-server", "redis-server", "--version"],
    ["consul", "consul", "version"],
    ["python3", "python3", "-c", "print('up')"],
    ["python3", "python3", "-c", "import x\ntry: x.get()\nexcept Exception: pass"],
    ["node", "node", "-e", "process.exit(0)"],
    ["perl", "perl", "-e", "1"],
    ["[", "[", "1", "]"],
  ].map(([word = "", ...words]) => ({
    kind: "evasion" as const,
    what: `without a shell: ${words.join(" ")}`,
    given: given(["CMD", ...words]),
    says: refused("a check that can fail", `"${word}"`),
  })),
  {
    kind: "boundary",
    what: "no program, which Docker cannot start",
    given: given(["CMD", "", "-c", "true"]),
    says: [],
  },
  {
    kind: "evasion",
    what: "a shell's text that is idle, with words behind it that no shell runs",
    given: given(["CMD-SHELL", "true", "wget", "http://127.0.0.1/"]),
    says: refused("a check that can fail", '"true"'),
  },
  {
    kind: "evasion",
    what: "times within which nobody looks",
    given: given(["CMD", "check"], { interval: "8760h", startPeriod: "100h", retries: 1e6 }),
    says: [
      ...refused(BOUND, '"8760h"', "interval"),
      ...refused(BOUND, '"100h"', "startPeriod"),
      ...refused("1 to 100", "1000000", "retries"),
    ],
  },
]);
