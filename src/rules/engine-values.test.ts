/** Values at the edge of what an Engine takes: those that it runs, and beside them those that it does not. */
import { describe, expect, it } from "@jest/globals";
import {
  cleanPath,
  isContainerPath,
  isEnvironmentName,
  isFileName,
  isImageRepository,
  isImageTag,
  isKebab,
  isText,
  isUser,
  isWord,
} from "./engine-values.ts";

const KIBIBYTE = 1024;
/** Of two bytes. */
const E = "é";

const path = (length: number): string =>
  Array.from({ length }, (_, index) => (index % 200 === 0 ? "/" : "a")).join("");

interface Edge {
  is: (value: string) => boolean;
  takes: string[];
  refuses: string[];
}

const edges: Record<string, Edge> = {
  "a name": {
    is: isKebab,
    takes: ["a", "ab", "a1", "a-1", "a-b-c", "git-server", "a2-bc-34"],
    refuses: ["", "A", "1a", "-a", "a-", "a--b", "a_b", "a b", "aB", "a-B", "a.b", "é", "a\n"],
  },
  text: {
    is: isText,
    takes: ["", "a b\n", E, "😀"],
    refuses: ["\0", "a\0b", "\ud800", "a\udc00"],
  },
  "a word": {
    is: isWord,
    takes: ["", "a b", "x".repeat(127 * KIBIBYTE - 1)],
    refuses: ["a\0", "x".repeat(127 * KIBIBYTE), E.repeat(64 * KIBIBYTE)],
  },
  "a name of a variable": {
    is: isEnvironmentName,
    takes: ["A", "_", "z9", "A_B", "xpack.security", "a-b", "A1.-_"],
    refuses: ["", "1A", ".a", "-a", "A=B", "A B", "=A", " A", E, "A\n"],
  },
  "a file name": {
    is: isFileName,
    takes: ["a", ".a", "a.", "..a", "a..", "a-b_c.9", "-", "x".repeat(200)],
    refuses: ["", ".", "..", "...", "a/b", "/a", "a b", " a", "a\n", E, "x".repeat(201)],
  },
  "a place in a container": {
    is: isContainerPath,
    takes: [
      ...["/a", "/a/b", "//a", "/a//b", "/a///b", "/a b", `/${E}`, "/.a", "/..a", "/a.", "/a/..b"],
      ...["/procs", "/sysx/a", "/device", "/etc", "/etc/hosts.d", "/etc/hostnames", "/a/proc"],
      ...["/sbin", "/sbin/docker-init2"],
      ...[`/${"x".repeat(255)}`, `/a/${"x".repeat(255)}/b`, path(3999)],
    ],
    refuses: [
      ...[
        "",
        "/",
        "//",
        "a",
        "a/b",
        "./a",
        "../a",
        ".",
        "/a/",
        "/a//",
        "/.",
        "/..",
        "/a/.",
        "/a/..",
      ],
      ...["/a/./b", "/a/../b", "/../a"],
      ...["/a\n", "/\0", "/a\u0085b", "/a\tb"],
      ...["/proc", "/proc/x", "//proc", "/sys", "/sys/x", "/dev", "/dev/shm"],
      ...["/etc/hosts", "/etc/hosts/x", "/etc//hosts", "/etc/hostname", "/etc/resolv.conf"],
      ...["/sbin/docker-init", "/sbin/docker-init/x"],
      ...[`/${"x".repeat(256)}`, `/${E.repeat(128)}`, `/a/${"x".repeat(256)}/b`],
      ...[path(4000), `/${E.repeat(100)}`.repeat(20)],
    ],
  },
  "a repository": {
    is: isImageRepository,
    takes: [
      ...["a", "redis", "grafana/loki", "a/b/c", "a__b/c-d", "a--b/c"],
      ...["localhost:5000/a", "registry.example.org/a/b", "registry.example.org:5000/team/name"],
      ...["a-b.c-d.example:1/x", "10.0.0.1:5000/x", "a--b.example/c", "x".repeat(200)],
    ],
    refuses: [
      ...[
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        "A",
        "Grafana/loki",
        "a/B",
        "a b",
        "a/b c",
        "a:1",
        "a.b:5000",
      ],
      ...["-a", "-a/b", "a-/b", "-a.example/b", "a-.example/b", "a.-b/c", "a.b-:1/c"],
      ...[
        "a:/b",
        "a:0/b",
        "a:65536/b",
        "a:x/b",
        "a:5x/b",
        "a:x5/b",
        ":5/b",
        "a..b/c",
        ".a/b",
        "a./b",
        "a.B:5/c",
        "a b:5/c",
      ],
      ...["!a.b:5/c", "a/b:5", "a/-b", "x".repeat(201), `a/${"x".repeat(199)}`],
    ],
  },
  "a tag": {
    is: isImageTag,
    takes: ["1", "a", "_", "8.0-bookworm", "1.0_x", "V1.-", "x".repeat(128)],
    refuses: ["", ".1", "-1", "a/b", "a b", " a", "a:b", "a\n", E, "x".repeat(129)],
  },
  "a user": {
    is: isUser,
    takes: ["1:0", "1:1", "10:20", "1000:1000", "2147483647:2147483647"],
    refuses: [
      ...[
        "",
        "1",
        "1:",
        ":1",
        "0:0",
        "0:1",
        "01:1",
        "1:01",
        "1:00",
        "x",
        "root:root",
        "1:x",
        "x1:1",
      ],
      ...["1x:1", "1:1x", "1:1:1", "-1:1", "1:-1", "1.5:1", " 1:1", "1:1 "],
      ...["2147483648:1", "1:2147483648"],
    ],
  },
};

describe.each(Object.entries(edges))("%s", (_what, { is, takes, refuses }) => {
  it.each(takes)("may be %j", (value) => {
    expect(is(value)).toBe(true);
  });

  it.each(refuses)("is not %j", (value) => {
    expect(is(value)).toBe(false);
  });
});

it.each([
  ["/", "/"],
  ["//", "/"],
  ["/a", "/a"],
  ["/a/", "/a"],
  ["//a//b//", "/a/b"],
  ["/a/./b/../c/", "/a/c"],
  ["a", "a"],
])("writes the place %j as %j", (given, clean) => {
  expect(cleanPath(given)).toBe(clean);
});
