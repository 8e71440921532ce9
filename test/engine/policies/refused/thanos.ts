/** On thanos: services as the product declares them, each well by itself, too much together. */
import { Network } from "@pulumi/docker";
import { catalog } from "../../../../src/catalog/index.ts";
import { Deployment } from "../../../../src/nodes/deployment.ts";
import { createSite, serviceLike } from "../../../kit/site.ts";

export function onThanos(): void {
  const neo4j = serviceLike("neo4j", { resources: { cpu: 30, memory: 65536 } });
  const services = [
    { ...neo4j, replicas: { ...neo4j.replicas, count: 2 } },
    serviceLike("knowledge-evolution", { resources: { cpu: 4, memory: 1024, gpu: 9 } }),
    serviceLike("influxdb", { ports: [{ container: 8086, purpose: "http" }] }),
    serviceLike("weaviate", { ports: [{ container: 8080, published: 8086, purpose: "http" }] }),
    serviceLike("zookeeper", {
      ports: [{ container: 2181, published: 9093, purpose: "zookeeper" }],
    }),
  ];
  const deployed = services.map(({ name }) => name);
  const rows = catalog.filter(({ node }) => node === "thanos").map(({ name }) => name);
  const site = createSite(
    services,
    {},
    {
      reservedPorts: [{ name: "alertmanager (failed over from oracle1)", external: 9093 }],
      disabledServices: rows.filter((name) => !deployed.includes(name)),
    },
  );
  new Deployment(site).rest();
  const { provider } = site.host;
  const ipamConfigs = [{ subnet: "172.30.0.0/24" }];
  new Network("lan", { name: "lan", driver: "bridge", ipamConfigs }, { provider });
}
