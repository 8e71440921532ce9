import { expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { monitoringFaults } from "./monitoring.ts";
import type { MonitoringFacts } from "./monitoring.ts";

const measured = { service: "redis", node: "thanos", family: "database" };
const alert = { name: "RedisDown", severity: "critical", runbook: "docs/runbooks/redis.md#down" };

const covered: MonitoringFacts = {
  stack: "oracle1",
  measured: [{ ...measured, addresses: ["100.64.0.1:9121", "redis:9121"] }],
  scraped: new Set(["100.64.0.1:9121", "redis:9121", "another:80"]),
  alerts: [alert],
  severities: new Set(["critical", "info"]),
};

it("takes what is scraped, routed and explained", () => {
  expect(monitoringFaults(covered)).toEqual([]);
});

it.each<[string, Partial<MonitoringFacts>, string]>([
  [
    "an address that Prometheus does not ask",
    { scraped: new Set(["redis:9121"]) },
    `thanos/redis/metrics: must be scraped by oracle1's Prometheus, which does not ask "100.64.0.1:9121"; publish the port in src/catalog/database.ts`,
  ],
  [
    "a port that the row does not have",
    {
      measured: [{ ...measured, addresses: ["redis:undefined"] }],
      scraped: new Set(["redis:undefined"]),
    },
    `thanos/redis/metrics: must be scraped by oracle1's Prometheus, which does not ask "redis:undefined"; publish the port in src/catalog/database.ts`,
  ],
  [
    "a severity without a route",
    { alerts: [{ ...alert, severity: "warning" }] },
    `oracle1/alerts/RedisDown: must have a severity that is routed, got "warning"; set it in its product's folder of src/software`,
  ],
  [
    "an alert without a runbook",
    { alerts: [{ ...alert, runbook: "" }] },
    `oracle1/alerts/RedisDown: must link to a section of docs/runbooks, got ""; set it in its product's folder of src/software`,
  ],
  [
    "a name that two alerts have",
    { alerts: [alert, { ...alert, severity: "info" }] },
    `oracle1/alerts/RedisDown: must be one alert's name, is another's too; set it in its product's folder of src/software`,
  ],
])("refuses %s", (_, changes, message) => {
  expect(formatFaults(monitoringFaults({ ...covered, ...changes }))).toBe(message);
});

it("asks for no route where no Alertmanager is enabled", () => {
  const { severities, ...without } = covered;
  expect(severities).toBeDefined();
  expect(monitoringFaults({ ...without, alerts: [{ ...alert, severity: "urgent" }] })).toEqual([]);
});
