/** What a double is told of the service that it stands for. */
import { expect, it } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { planDouble } from "./double.ts";

function told(name: string): string[] {
  return planDouble(name).config.filter((line) => line.startsWith("ENV DOUBLE_"));
}

it.each([
  ["mcp-server", "3010", "/mcp/health"],
  ["testing-framework", "8050 8051 8052 8053", "/health"],
  ["victoriaLogs", "9428", "/health"],
  ["qdrant", "6333", "/livez"],
  ["vault", "8200 8201 8202", "/"],
  ["transformers", "8080", "/.well-known/live"],
  ["elasticsearch", "9200", "/"],
  ["intel-fusion", "", "/"],
])("answers for %s on %s at %s", (name, ports, live) => {
  expect(told(name)).toEqual([
    `ENV DOUBLE_OF=${name}`,
    `ENV DOUBLE_PORTS="${ports}"`,
    `ENV DOUBLE_LIVE_PATH=${live}`,
  ]);
});

it("has one archive for all doubles, and an image for each", () => {
  const [one, other] = [planDouble("grafana"), planDouble("consul")];
  expect(one.archive).toBe(other.archive);
  expect(one.hash).not.toBe(other.hash);
});

/** What a double of Grafana answers to a request, by the shell of its image. */
function answerTo(path: string): string {
  const script = new URL("double/answer.sh", import.meta.url).pathname;
  return execFileSync("bash", [script], {
    input: `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`,
    env: { DOUBLE_OF: "grafana", DOUBLE_LIVE_PATH: "/api/health" },
    encoding: "utf8",
  });
}

it("answers Prometheus with one figure", () => {
  const [head = "", body = ""] = answerTo("/metrics").split("\r\n\r\n");
  expect(head).toMatch(/^HTTP\/1.1 200 OK\r\nContent-Type: text\/plain; version=0.0.4\r\n/);
  expect(head).toContain(`Content-Length: ${String(body.length)}`);
  expect(body).toBe('# TYPE bev_double gauge\nbev_double{of="grafana"} 1\n');
});

it.each([
  ["/api/health", "200 OK"],
  ["/ready", "503 Service Unavailable"],
])("answers %s with %s", (path, status) => {
  expect(answerTo(path)).toContain(`HTTP/1.1 ${status}\r\n`);
});

it("says in a label that it is a double", () => {
  expect(planDouble("grafana").config).toContain("LABEL bev.double=grafana");
});

it("stands for nothing that holds data objects", () => {
  expect(() => planDouble("neo4j")).toThrow(
    "neo4j: must have a recipe in lab/images/recipes.ts, for it has data objects",
  );
});
