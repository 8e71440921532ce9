import {
  component,
  container,
  describeRule,
  UNKNOWN,
  unknownAt,
} from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { instancesWithinBounds } from "./instances-within-bounds.ts";

const BOUNDS = { count: 1, max: 3 };
const ONE = { count: 1, max: 1 };

/** Instances of one service, with what each component says of it. */
function instances(facts: Record<string, unknown>, number: number): Planned[] {
  return Array.from({ length: number }, (_, index) =>
    component(
      { service: "neo4j", family: "database", ...facts },
      { name: `neo4j-${String(index)}` },
    ),
  );
}

const running = (name: string): Planned =>
  container({ labels: [{ label: "bev.service", value: "neo4j" }] }, { name });

function refused(range: string, found: number): string[] {
  return [
    `thanos/neo4j/replicas: must be ${range}, got ${String(found)}; lower its replicas in ` +
      "bev:services, or remove the second one",
  ];
}

describeRule(instancesWithinBounds, {
  complies: {
    "a singleton once": [...instances({ singleton: true, replicas: ONE }, 1), running("neo4j")],
    "beside containers of another service": [
      ...instances({ singleton: true, replicas: ONE }, 1),
      container({}, { name: "grafana" }),
      container({}, { name: "grafana-1" }),
    ],
  },
  violates: {
    "a singleton twice": {
      given: instances({ singleton: true, replicas: BOUNDS }, 2),
      says: refused("1, it is a singleton", 2),
    },
  },
  absent: {
    "nothing said: once": instances({}, 1),
    "nothing said: not twice": { given: instances({}, 2), says: refused("1", 2) },
  },
  null: {
    "null is nothing said": {
      given: instances({ singleton: null, replicas: null }, 2),
      says: refused("1", 2),
    },
  },
  unknown: {
    "a computed number of replicas": {
      given: instances({ replicas: UNKNOWN }, 1),
      says: unknownAt("thanos/neo4j/replicas"),
    },
  },
  "wrong case": {
    "another service that differs in case only is another service": [
      ...instances({ singleton: true, replicas: ONE }, 1),
      component({ service: "Neo4j", family: "database", replicas: ONE }, { name: "Neo4j" }),
    ],
  },
  boundary: {
    "as many as there may be": instances({ replicas: { count: 3, max: 3 } }, 3),
    "one more": {
      given: instances({ replicas: { count: 3, max: 3 } }, 4),
      says: refused("1 to 3", 4),
    },
    "none declared": {
      given: instances({ replicas: { count: 0, max: 3 } }, 1),
      says: refused("1 to 3", 0),
    },
    "many where no upper bound is stated": instances({ replicas: { count: 9 } }, 9),
    "none declared where no upper bound is stated": {
      given: instances({ replicas: { count: 0 } }, 1),
      says: refused("1 or more", 0),
    },
  },
  evasion: {
    "more declared than allowed, one of them deployed": {
      given: instances({ replicas: { count: 5, max: 3 } }, 1),
      says: refused("1 to 3", 5),
    },
    "a second container of the service, without a component": {
      given: [
        ...instances({ singleton: true, replicas: ONE }, 1),
        running("neo4j"),
        running("neo4j-shadow"),
      ],
      says: refused("1, it is a singleton", 2),
    },
    "a singleton that says it may run three times": {
      given: instances({ singleton: true, replicas: { count: 3, max: 3 } }, 1),
      says: refused("1, it is a singleton", 3),
    },
  },
});
