import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { containerHealthChecked } from "./container-health-checked.ts";

const TIMINGS = { interval: "10s", timeout: "5s", retries: 3 };
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
    says: refused("above 0", "0", "retries"),
  },
  {
    kind: "boundary",
    what: "an interval of nothing",
    given: given(["CMD", "check"], { interval: "0s", timeout: undefined }),
    says: [...refused("above 0", '"0s"', "interval"), ...refused("above 0", "nothing", "timeout")],
  },
  {
    kind: "evasion",
    what: "the image's check turned off",
    given: given(["NONE"]),
    says: refused(FORM, '["NONE"]'),
  },
  { kind: "evasion", what: "true with its path", ...idle("/bin/true", "CMD", "/bin/true") },
  { kind: "evasion", what: "a colon in a shell", ...idle(":", "CMD", "/bin/sh", "-c", " : ") },
  { kind: "evasion", what: "a good end", ...idle("exit", "CMD-SHELL", "exit 0") },
  { kind: "evasion", what: "a word of cheer", ...idle("echo", "CMD", "echo", "healthy") },
  {
    kind: "evasion",
    what: "a failure forgotten",
    ...idle("|| true", "CMD-SHELL", "curl -f http://127.0.0.1/ || true"),
  },
  {
    kind: "evasion",
    what: "a failure passed by",
    ...idle("; exit 0;", "CMD", "bash", "-ec", "curl http://127.0.0.1/; exit 0;"),
  },
  {
    kind: "boundary",
    what: "a shell without a script",
    given: [given(["CMD", "sh"]), given(["CMD", "sh", "-c"]), given(["CMD", "", "-c", "true"])],
    says: [],
  },
]);
