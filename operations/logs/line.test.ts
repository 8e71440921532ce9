/** Lines as people read them, in their order, and whose they are. */
import { describe, expect, it } from "@jest/globals";
import { readLine } from "./engine.ts";
import { inOrder, lineText } from "./line.ts";
import type { LogLine } from "./line.ts";
import { sourcesOf } from "./logs.ts";
import { logsql } from "./store.ts";

const source = { node: "thanos", service: "postgres" };

function line(text: string, more: Partial<LogLine> = {}): LogLine {
  const time = "2026-11-29T12:00:00.123456789Z";
  return { ...source, time, stream: "stdout", text, part: undefined, ...more };
}

describe("a line", () => {
  it.each<[string, LogLine, string]>([
    ["of text", line("ready"), "2026-11-29T12:00:00.123Z thanos/postgres stdout ready"],
    [
      "in a full second",
      line("", { time: "2026-11-29T12:00:00Z", stream: "stderr" }),
      "2026-11-29T12:00:00.000Z thanos/postgres stderr ",
    ],
    [
      "in pieces",
      line("x", { part: "2/16" }),
      "2026-11-29T12:00:00.123Z thanos/postgres stdout [2/16] x",
    ],
    [
      "with colours and a command to the terminal",
      line("\u001B[31mred\u001B[0m\u001B]0;title\u0007 \u0000\r\n\tend"),
      "2026-11-29T12:00:00.123Z thanos/postgres stdout red \uFFFD\uFFFD\uFFFD\tend",
    ],
  ])("%s is one line", (_, found, text) => {
    expect(lineText(found)).toBe(text);
  });

  it("comes after older ones, and pieces in their order", () => {
    const later = line("later", { time: "2026-11-29T12:00:01Z" });
    const pieces = ["10/10", "9/10"].map((part) => line(part, { part }));
    expect(inOrder([later, ...pieces]).map(({ text }) => text)).toEqual(["9/10", "10/10", "later"]);
  });

  it.each([
    ["2026-11-29T12:00:00.5Z a line", undefined, "a line"],
    ["2026-11-29T12:00:00.5Z a line\r", "line", "a line"],
    ["2026-11-29T12:00:00.5Z ", undefined, ""],
    ["2026-11-29T12:00:00.5Z a line", "other", undefined],
    ["an answer of the Engine's own", undefined, undefined],
  ])("%j of an Engine, where %j is wanted, has the text %j", (said, grep, text) => {
    expect(readLine(source, "stdout", said, { grep })?.text).toBe(text);
  });
});

describe("services", () => {
  it("are those of every node that has one", () => {
    const nodes = sourcesOf(["postgres", "node-exporter"], undefined).map(
      ({ node, service }) => `${node}/${service}`,
    );
    expect(nodes.sort()).toEqual([
      "oracle1/node-exporter",
      "starlord/node-exporter",
      "thanos/node-exporter",
      "thanos/postgres",
    ]);
    expect(sourcesOf(["node-exporter"], "starlord")).toEqual([
      { node: "starlord", service: "node-exporter" },
    ]);
  });

  it.each([
    [["postgres", "postgre"], undefined, 'must be one of the platform\'s, got "postgre"'],
    [["postgres"], "oracle1", 'must be one of those of oracle1, got "postgres"'],
  ])("that are not there are named: %j on %j", (names, node, message) => {
    expect(() => sourcesOf(names, node)).toThrow(
      `service: ${message}; docs/services.md lists them`,
    );
  });
});

describe("a question to the store", () => {
  it("names each service on its node", () => {
    expect(
      logsql({ sources: [source, { node: "oracle1", service: "redis" }], grep: undefined }),
    ).toBe('({node="thanos",service="postgres"} or {node="oracle1",service="redis"})');
  });

  it("takes text for itself, whatever it would mean to the store", () => {
    expect(logsql({ sources: [source], grep: 'a.b* "c" | delete' })).toBe(
      String.raw`({node="thanos",service="postgres"}) ~"a\\.b\\* \"c\" \\| delete"`,
    );
  });
});
