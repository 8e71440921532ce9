/** The image that people build for production has the versions of the lab's. */
import { expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import { images } from "../../src/catalog/images.ts";
import { recipes } from "./recipes.ts";

const dockerfile = readFileSync(
  path.join(import.meta.dirname, "..", "..", "images", "kafka", "Dockerfile"),
  "utf8",
);

it("is made of Kafka's own image of the same tag", () => {
  expect(dockerfile).toContain(`\nFROM apache/kafka:${images.kafka.tag}\n`);
});

it("has the agent that the lab has, and takes no other bytes", () => {
  const [, version = ""] = /COPY jmx_prometheus_javaagent-([\d.]+)\.jar /.exec(dockerfile) ?? [];
  expect(recipes["kafka"]?.jars?.artifacts).toContain(
    `io.prometheus.jmx:jmx_prometheus_javaagent:${version}`,
  );
  expect(dockerfile).toMatch(/^RUN echo "[0-9a-f]{64} {2}\S+\.jar" \| sha256sum -c$/m);
});
