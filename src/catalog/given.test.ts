/** What a service has of what people give, and what it goes without. */
import { expect, it } from "@jest/globals";
import { serviceLike } from "../../test/kit/site.ts";
import { missingIn, missingText } from "../software/missing.ts";
import { givenIds, withGiven } from "./given.ts";

const monitor = serviceLike("health-monitor", {
  env: {
    LEVEL: "info",
    API_KEY_FILE: { secretFile: "api-key" },
    PASSWORD_FILE: { secretFile: "drawn" },
  },
  secrets: [{ name: "api-key", givenBy: "people", template: "key: {secret}\n" }, { name: "drawn" }],
});
const collector = serviceLike("metrics-collector", {
  secrets: [{ name: "shared", from: "health-monitor/api-key" }],
});
const other = serviceLike("alert-system", { secrets: [{ name: "api-key" }] });
const all = [monitor, collector, other];

it("knows what rows ask people for, each once", () => {
  expect(givenIds(all)).toEqual(["health-monitor/api-key"]);
});

it("gives each reader the version that the configuration names", () => {
  const [first, second, third] = withGiven(all, { "health-monitor/api-key": 3 });
  expect(first).toEqual({
    ...monitor,
    secrets: [{ ...monitor.secrets[0], version: 3 }, { name: "drawn" }],
  });
  expect(second?.secrets).toEqual([{ name: "shared", from: "health-monitor/api-key", version: 3 }]);
  expect(third).toBe(other);
});

it("leaves out the file and its variable where nothing was given, and says so", () => {
  const services = withGiven(all, {});
  expect(services[0]?.secrets).toEqual([{ name: "drawn" }]);
  expect(Object.keys(services[0]?.env ?? {})).toEqual(["LEVEL", "PASSWORD_FILE"]);
  expect(services[1]?.secrets).toEqual([]);
  expect(missingIn(services, {}).map(missingText)).toEqual([
    "health-monitor/api-key: is not set, so health-monitor goes without API_KEY_FILE; " +
      "run npx bev secrets set oracle1/health-monitor/api-key",
    "health-monitor/api-key: is not set, so metrics-collector goes without /run/secrets/shared; " +
      "run npx bev secrets set oracle1/health-monitor/api-key",
  ]);
  expect(missingIn(withGiven(all, { "health-monitor/api-key": 1 }), {})).toEqual([]);
});
