import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { publishedPortFree } from "./published-port-free.ts";

const IP = "100.122.12.53";

const publishing = (name: string, port: Record<string, unknown>, where = {}): Planned =>
  container({ ports: [{ internal: 80, ip: IP, protocol: "tcp", ...port }] }, { name, ...where });

const FIX = "give one of them another `published` port";

function taken(path: string, port: number, other = "airflow", node = "thanos"): string[] {
  const problem = `${String(port)} must be free on ${node}, is published by ${other} too`;
  return [`${path}: ${problem}; ${FIX}`];
}

function unstated(found: string): string[] {
  return [`thanos/airflow/ports/0/external: must be 1-65535, got ${found}; ${FIX}`];
}

const host = (reservedPorts: unknown): Planned => ({
  type: "bev:node:Host",
  name: "thanos",
  inputs: { reservedPorts },
  host: null,
});
const ALERTMANAGER = { name: "alertmanager (failed over from oracle1)", external: 9093 };

const airflow = publishing("airflow", { external: 8080 });

describeRule(publishedPortFree, {
  complies: {
    "two ports": [airflow, publishing("grafana", { external: 3000 })],
    "beside a port that is kept free, on the same node and on another": [
      host([ALERTMANAGER]),
      airflow,
      publishing("kafka-2", { external: 9093 }, { host: "ssh://oracle1" }),
    ],
    "kept free by what is no machine": [
      { ...host([ALERTMANAGER]), type: "bev:service:Service" },
      publishing("kafka-2", { external: 9093 }),
    ],
  },
  violates: {
    "one port twice": {
      given: [airflow, publishing("grafana", { external: 8080 })],
      says: taken("thanos/grafana/ports/0/external", 8080),
    },
    "kept free for two": {
      given: [host([ALERTMANAGER, { ...ALERTMANAGER, name: "other" }])],
      says: taken("thanos/thanos/reservedPorts", 9093, ALERTMANAGER.name),
    },
  },
  absent: {
    "no ports": [container({}), airflow],
    "a port that the Engine would choose": {
      given: [publishing("airflow", {})],
      says: unstated("nothing"),
    },
    "tcp, where one of the two does not say so": {
      given: [airflow, publishing("grafana", { external: 8080, protocol: undefined })],
      says: taken("thanos/grafana/ports/0/external", 8080),
    },
  },
  null: {
    "null for all ports": [container({ ports: null })],
    "null for the port": {
      given: [publishing("airflow", { external: null })],
      says: unstated("nothing"),
    },
    "null for what is kept free": [host(null), airflow],
  },
  unknown: {
    "a computed port, at its own container": {
      given: [airflow, publishing("grafana", { external: UNKNOWN })],
      says: unknownAt("thanos/grafana/ports/0/external"),
    },
  },
  "wrong case": {
    "the protocol in capitals": {
      given: [airflow, publishing("grafana", { external: 8080, protocol: "TCP" })],
      says: taken("thanos/grafana/ports/0/external", 8080),
    },
  },
  boundary: {
    "the same number for tcp and udp": [
      airflow,
      publishing("dns", { external: 8080, protocol: "udp" }),
    ],
    "the same number on two addresses of the node": [
      airflow,
      publishing("grafana", { external: 8080, ip: "127.0.0.1" }),
    ],
    "numbers that are no ports": {
      given: [publishing("airflow", { external: 65_536 })],
      says: unstated("65536"),
    },
    "two numbers that are no ports do not meet": {
      given: ["airflow", "airflow"].map((name) => publishing(name, { external: 65_536 })),
      says: [...unstated("65536"), ...unstated("65536")],
    },
  },
  evasion: {
    "on every address of the node": {
      given: [airflow, publishing("grafana", { external: 8080, ip: "0.0.0.0" })],
      says: taken("thanos/grafana/ports/0/external", 8080),
    },
    "on every address, because none is said": {
      given: [
        publishing("airflow", { external: 8080, ip: null }),
        publishing("b", { external: 8080 }),
      ],
      says: taken("thanos/b/ports/0/external", 8080),
    },
    "free until another node fails over to this one (C38)": {
      given: [host([ALERTMANAGER]), publishing("kafka-2", { external: 9093 })],
      says: taken("thanos/kafka-2/ports/0/external", 9093, ALERTMANAGER.name),
    },
    "one container alone": {
      given: [
        container(
          {
            ports: [
              { internal: 80, external: 8080, ip: IP },
              { internal: 81, external: 8080, ip: IP },
            ],
          },
          { name: "airflow" },
        ),
      ],
      says: taken("thanos/airflow/ports/1/external", 8080),
    },
    "the same number on another machine is free there": [
      airflow,
      publishing("grafana", { external: 8080 }, { host: "ssh://oracle1" }),
    ],
    "twice on machines that nobody knows": {
      given: ["airflow", "grafana"].map((name) =>
        publishing(name, { external: 8080 }, { host: "ssh://elsewhere" }),
      ),
      says: taken("thanos/grafana/ports/0/external", 8080, "airflow", "an unknown node"),
    },
  },
});
