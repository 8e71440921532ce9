/** Which commands end the same way each time, where the variable `open` and, on demand, `$?` can differ. */
import { expect, it } from "@jest/globals";
import { isConstant, isStatic } from "./constant-commands.ts";
import { readShell } from "./shell.ts";
import type { Simple } from "./shell.ts";

function simple(text: string): Simple {
  const command = readShell(text)[0]?.pipelines[0]?.pipeline.commands[0];
  if (command?.kind !== "simple") throw new Error(`${text}: must be a simple command`);
  return command;
}

function isSame(text: string, isLastOpen = false): boolean {
  return isConstant(simple(text).words, { open: new Set(["open"]), isLastOpen });
}

it.each([
  "true",
  "/bin/echo $open",
  "type true",
  "type /bin/sh",
  "printf $(wget http://127.0.0.1/)",
  "cat",
  "cat /etc/passwd -n 5",
  "sed s/a/b/",
  "sed s/ab/cd/g",
  "sed -n '/a b/p'",
  "awk '{ print }' /etc/passwd",
  "gawk -f /usr/share/a",
  "head -c 5 --bytes=/a",
  "grep a /etc/passwd",
  "egrep -q a /etc/passwd /usr/share/a",
  "fgrep a /bin/sh",
  "zgrep a /etc/a.gz",
  "kill -0 1",
  "kill -s 0 1",
  "pgrep .",
  "pgrep .*",
  "pidof ''",
  "pgrep",
  "curl -s file:///etc/hostname",
  "wget FILE:///a",
  "test",
  "test 1",
  "[ -n $x ]",
  "[ -d / ]",
  "[ -f /etc/passwd ]",
  "[ -e /proc/self/exe ]",
  "[ -f",
  "[ x-f = a ]",
  "[[ a = b ]]",
  "[ $? = 0 ]",
  "[ $(echo a) = a ]",
  "[ $(echo a; echo b) = a ]",
  "[ $(($(echo 1) + 1)) = 2 ]",
  "[ $((opener - 1)) = 2 ]",
  "[ $(cat </etc/hostname) = a ]",
  "python3",
  "python3 -c 'import x, y'",
  "python3.12 -c 'from x import y; print(1)'",
  "python3 -c 'from x import (a, b)'",
  "perl -e 'use POSIX qw(a b)'",
  `node -e 'console.log("a(b)")'`,
  "node --eval 'process.exit( 0 )'",
  "nodejs -p 1",
  "perl -E 'exit'",
  "ruby -e 'begin; x(); rescue; end'",
  "php -r 'try { x(); } catch (E $e) {}'",
  "php -r 'exit(0);'",
  "lua -e 'print(1)'",
  "bun -e 1",
  "deno -e 1",
])("%s is the same each time", (text) => {
  expect(isSame(text)).toBe(true);
});

it.each([
  "pg_isready",
  "nothing-known a",
  "xtrue",
  "type $open",
  "type /data/x",
  "cat $open",
  "cat /data/alive",
  "cat /run/app.pid -",
  "sed -i q5 /etc/passwd",
  "cat s/a",
  "cat logs/a/b/",
  "cat s/a/b/c.txt",
  "sed 'Q 1'",
  "awk '{ exit 1 }'",
  "mawk 'END { exit n }' /etc/passwd",
  "ls $(wget http://127.0.0.1/)",
  "grep a",
  "grep",
  "grep -q a",
  "grep a /data/alive",
  "grep a /etc/passwd /data/alive",
  "agrep a /etc/passwd",
  "grepx a /etc/passwd",
  "kill -0 12",
  "kill 1 2",
  "pgrep redis",
  "pgrep .*x",
  "xpgrep .",
  "pgrepx .",
  "curl http://127.0.0.1/?file:",
  "xcurl file:///a",
  "curlx file:///a",
  "[ -f /data/alive ]",
  "[ -S /run/app.sock ]",
  "test -e /tmp/alive",
  "[ $open = 1 ]",
  "[ ${open:-0} = 1 ]",
  "[ $((open - 1)) = 2 ]",
  "[ $(echo $open) = 1 ]",
  "[ $(cat </data/alive) = 1 ]",
  "[ $(</etc/hostname) = a ]",
  "[ $(cat /tmp/alive) = 1 ]",
  "[ $(wget http://127.0.0.1/) = 1 ]",
  "[ $(wget http://127.0.0.1/ | cat) = 1 ]",
  "[ $(true && wget http://127.0.0.1/) = 1 ]",
  "[ $(echo a; wget http://127.0.0.1/) = 1 ]",
  "[ $({ echo a; }) = a ]",
  "[ $(($(cat /tmp/alive) + 1)) = 2 ]",
  "python3 check.py",
  "python3 -c",
  "python3 my-c 1",
  "python3 -m http.client",
  "python3 -c 'get(1)'",
  "python3 -c 'raise X'",
  "python3 -c 'assert x'",
  "node -e 'throw x'",
  "node -e 'process.exit(1)'",
  "node -e 'process.exitCode = 1'",
  "node -e 'process.exitCode=1'",
  "node -e 'process.exit(ok ? 0 : 1)'",
  `node -e 'console.log("use it", get(1))'`,
  "node -e 'process.exit( !x)'",
  "node -e 'process.exit(x ? 0 : 1)'",
  "node -e 'process.exit(a.b)'",
  "node -e 'process.exitCode = fetch (1)'",
  "perl -e die",
  "perl -e 'exit 1'",
  "ruby -e '`ls`'",
  "ruby -e 'open x'",
  "python3 -c 'import x; x.get()'",
  `php -r 'get("a");'`,
  "xpython3 -c 1",
  "nodex -e 1",
  "python3 -cx 1",
])("%s can end in two ways", (text) => {
  expect(isSame(text)).toBe(false);
});

it("counts $? as open where the command before can end in two ways", () => {
  expect(isSame("[ $? = 0 ]", true)).toBe(false);
  expect(isSame("[ $x = 0 ]", true)).toBe(true);
});

it.each([
  ...[
    "",
    "/",
    ".",
    "..",
    "../",
    "/bin",
    "/usr/lib/x",
    "/etc/passwd",
    "/dev/null",
    "/proc",
    "/tmp/",
    "/var",
  ],
  ...[
    "/usr/dev/tcp/a",
    "/proc/self/fd",
    "/proc/1",
    "/proc/uptime",
    "/run/secrets",
    "/run/secrets/a",
    "/.dockerenv",
  ],
])("%j is always there", (file) => {
  expect(isStatic(file)).toBe(true);
});

it.each([
  ...[
    "a",
    "/tmp/a",
    "/var/run/a",
    "/run/a",
    "/proc/7",
    "/data/x",
    "/dev/tcp/127.0.0.1/80",
    "/dev/udp/a/1",
  ],
  ...["/binx", "/x/bin", "/run/secretsx", "x/.dockerenv", "/.dockerenvx", "/proc/uptimex"],
])("%j is not always there", (file) => {
  expect(isStatic(file)).toBe(false);
});
