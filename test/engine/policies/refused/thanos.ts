/** On thanos: services as the product declares them, each well by itself, too much together. */
import { Network } from "@pulumi/docker";
import { catalog } from "../../../../src/catalog/index.ts";
import { Deployment } from "../../../../src/stack/deployment.ts";
import { createSite, serviceLike } from "../../../kit/site.ts";

export function onThanos(): void {
  const small = { cpu: 1, memory: 1024 };
  const neo4j = serviceLike("neo4j", { resources: { cpu: 9, memory: 65536 } });
  const services = [
    { ...neo4j, replicas: { ...neo4j.replicas, count: 2 } },
    serviceLike("knowledge-evolution", { resources: { cpu: 4, memory: 2048, gpu: 9 } }),
    serviceLike("influxdb", {
      resources: small,
      ports: [{ container: 8086, purpose: "http" }],
    }),
    serviceLike("qdrant-primary", {
      resources: small,
      ports: [{ container: 6333, published: 8086, purpose: "http" }],
    }),
    serviceLike("zookeeper", {
      resources: small,
      ports: [{ container: 2181, published: 9093, purpose: "zookeeper" }],
    }),
  ];
  const deployed = services.map(({ name }) => name);
  const rows = catalog.filter(({ node }) => node === "thanos").map(({ name }) => name);
  const site = createSite(
    services,
    { factors: { memory: 0.5, cpu: 1 } },
    {
      reservedPorts: [{ name: "alertmanager (failed over from oracle1)", external: 9093 }],
      disabledServices: rows.filter((name) => !deployed.includes(name)),
    },
  );
  new Deployment(site).all();
  const { provider } = site.host;
  const ipamConfigs = [{ subnet: "172.30.0.0/24" }];
  new Network("lan", { name: "lan", driver: "bridge", ipamConfigs }, { provider });
}
