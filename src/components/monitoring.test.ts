/** The component of monitoring: what it owns, and what it refuses to watch badly. */
import { expect, it } from "@jest/globals";
import { deploy } from "../../test/kit/deployed-stack.ts";
import { record } from "../../test/kit/mocks.ts";
import { createSite, serviceLike } from "../../test/kit/site.ts";
import type { Service } from "../catalog/resolve.ts";
import { Monitoring } from "./monitoring.ts";

const SERVICE = "bev:service:Service";

function watch(prometheus: Service, services: readonly Service[]) {
  return record(() => {
    const site = createSite([prometheus, ...services], {
      ...{ stack: "oracle1", services: [prometheus, ...services] },
    });
    const opts = { parent: site.host, provider: site.host.provider };
    return new Monitoring("monitoring", { prometheus, site }, opts);
  });
}

it("owns the services that watch, which stay the resources that they were", async () => {
  const { ofType, find } = await deploy("oracle1");
  const owned = ofType(SERVICE).filter(({ parent }) => parent === "monitoring");
  expect(owned.map(({ name }) => name).sort()).toEqual([
    ...["alertmanager", "grafana", "log-aggregation", "prometheus"],
  ]);
  expect(find(Monitoring.type, "monitoring").inputs["members"]).toEqual([
    ...["prometheus", "grafana", "alertmanager", "log-aggregation"],
  ]);
  expect(owned.map(({ formerParents }) => formerParents)).toEqual(owned.map(() => ["oracle1"]));
  const haproxy = ofType(SERVICE).find(({ name }) => name === "haproxy");
  expect(haproxy).toMatchObject({ parent: "oracle1", formerParents: [] });
});

it("does not exist while a service with metrics is not scraped", async () => {
  const metrics = { job: "redis", purpose: "metrics" };
  const unscraped = watch(serviceLike("prometheus"), [serviceLike("redis", { metrics })]);
  await expect(unscraped).rejects.toThrow(
    `oracle1/redis/metrics: must be scraped by oracle1's Prometheus, which does not ask ` +
      `"redis:undefined"; publish the port in src/catalog/`,
  );
});

it("does not exist while its Prometheus gets no targets", async () => {
  const config = { path: "/etc/prometheus", files: ["rules.yml"] };
  const blind = watch(serviceLike("prometheus", { config }), []);
  await expect(blind).rejects.toThrow(
    `oracle1/prometheus/metrics: must be scraped by oracle1's Prometheus, which does not ask ` +
      `"prometheus:9090"; publish the port in src/catalog/monitoring.ts`,
  );
});

it("does not exist while a severity has no route", async () => {
  const config = { path: "/etc/alertmanager", files: [] };
  const unrouted = watch(serviceLike("prometheus"), [serviceLike("alertmanager", { config })]);
  await expect(unrouted).rejects.toThrow(
    `oracle1/alerts/Watchdog: must have a severity that is routed, got "info"; set it in its ` +
      "product's folder of src/software",
  );
});
