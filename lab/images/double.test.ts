/** What a double is told of the service that it stands for. */
import { describe, expect, it } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { imageName, planDouble } from "./double.ts";

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

it("has one image for all products of one repository and tag", () => {
  const row = { name: "cache-optimization", node: "edge-us-east", family: "edge" } as const;
  expect(imageName({ ...row, image: "nginx-cache" })).toBe("nginx");
  expect(imageName(row)).toBe("cache-optimization");
});

/** What a double of Grafana answers to a request, by the shell of its image. */
function answerTo(path: string, env: Record<string, string> = {}, method = "GET"): string {
  const script = new URL("double/answer.sh", import.meta.url).pathname;
  return execFileSync("bash", [script], {
    input: `${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`,
    env: { DOUBLE_OF: "grafana", DOUBLE_LIVE_PATH: "/api/health", ...env },
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

describe("behind a proxy", () => {
  const env = { DOUBLE_IS_BEHIND: "1", HOSTNAME: "grafana-2" };

  it("is what stands for a service whose row says so", () => {
    const [behind, other] = ["local-ai-inference", "mcp-server"].map((name) => told(name));
    expect(behind).toContain("ENV DOUBLE_IS_BEHIND=1");
    expect(other).not.toContain("ENV DOUBLE_IS_BEHIND=1");
  });

  it("answers with the name of its instance", () => {
    const [head = "", body] = answerTo("/v1/classify?text=x", env).split("\r\n\r\n");
    expect(head).toContain("HTTP/1.1 200 OK\r\n");
    expect(body).toBe("a double of grafana; instance: grafana-2; missing: its software\n");
  });

  it.each([
    ["GET", "/ready"],
    ["POST", "/v1/classify"],
  ])("does no work: %s %s is refused", (method, path) => {
    expect(answerTo(path, env, method)).toContain("HTTP/1.1 503 Service Unavailable\r\n");
  });
});

it("says in a label that it is a double", () => {
  expect(planDouble("grafana").config).toContain("LABEL bev.double=grafana");
});

it("stands for nothing that holds data objects", () => {
  expect(() => planDouble("neo4j")).toThrow(
    "neo4j: must have a recipe in lab/images/recipes.ts, for it has data objects",
  );
});
