import {
  component,
  container,
  describeRule,
  UNKNOWN,
  unknownAt,
} from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { reservationsFitNode } from "./reservations-fit-node.ts";

const ROOT: Planned = { type: "pulumi:pulumi:Stack", name: "bev-thanos", inputs: {}, host: null };

/** THANOS: 63488 MiB, 24 cores and 10 GPU units, each to 80 %. */
function stack(...resources: readonly Planned[]): Planned[] {
  return [ROOT, ...resources];
}

const reserving = (memoryReservation: unknown, cores: number, where = {}): Planned =>
  container({ memory: 90_000, memoryReservation, cpus: "24", cpuShares: cores * 1024 }, where);

const onCard = (gpuUnits: unknown, name: string): Planned =>
  component({ service: name, family: "gpu-ai", gpuUnits }, { type: "bev:ai:GpuService", name });

const exceeded = (resource: string, of: string, found: string, largest: string): string =>
  `thanos/bev-thanos/thanos/capacity/${resource}: reservations must be at most ${of}, are ` +
  `${found}; lower or disable a service; the largest are ${largest}`;
const tooMuchMemory = (found: number, largest: string): string =>
  exceeded(
    "memory",
    "50790 MiB (80 % of 63488)",
    `${String(found)}, ${String(found - 50_790)} too many`,
    largest,
  );
const tooManyUnits = (found: string, largest: string) =>
  exceeded("gpu", "8 GPU units (80 % of 10)", found, largest);

const unstated = (at: string): string =>
  `thanos/model/${at}: must be stated in GPU units by the service's component, is not; deploy it ` +
  "as a GpuService with a row";

describeRule(reservationsFitNode, {
  complies: {
    "half of everything": stack(reserving(30_000, 12), onCard(5, "model")),
    "a container on the card whose component states its share": stack(
      onCard(2, "model"),
      container({ gpus: "all" }, { name: "model" }),
    ),
  },
  violates: {
    "more memory than its share": {
      given: stack(reserving(50_000, 1, { name: "neo4j" }), reserving(1000, 1)),
      says: tooMuchMemory(51_000, "neo4j 50000, redis 1000"),
    },
  },
  absent: {
    "nothing to reserve for": stack(),
    "nothing reserved, which another rule refuses": stack(container({})),
  },
  null: {
    "null for reservations and units": stack(
      container({ memoryReservation: null, cpuShares: null, gpus: null }),
      onCard(null, "model"),
    ),
  },
  unknown: {
    "computed memory, at its own container": {
      given: stack(reserving(1, 1), reserving(UNKNOWN, 1, { name: "neo4j" })),
      says: unknownAt("thanos/neo4j/memoryReservation"),
    },
  },
  "wrong case": "the rule reads numbers only",
  boundary: {
    "exactly its shares": stack(reserving(50_790, 19.2), onCard(8, "model")),
    "one mebibyte more": {
      given: stack(reserving(50_791, 1)),
      says: tooMuchMemory(50_791, "redis 50791"),
    },
    "a little more of the cores": {
      given: stack(reserving(1, 19.5)),
      says: exceeded("cpu", "19.2 cores (80 % of 24)", "19.5, 0.3 too many", "redis 19.5"),
    },
    "a quarter of a unit more than 80 % of the card": {
      given: stack(onCard(8, "model"), onCard(0.25, "speech")),
      says: tooManyUnits("8.25, 0.25 too many", "model 8, speech 0.25"),
    },
    "an edge machine, to 80 %": {
      given: [
        {
          type: "pulumi:pulumi:Stack",
          name: "bev-edge",
          inputs: {},
          stack: "edge-us-east",
          host: null,
        },
        reserving(801, 1, { stack: "edge-us-east" }),
      ],
      site: {
        "edge-us-east": {
          host: "ssh://edge",
          address: "100.64.0.1",
          architecture: "amd64",
          capacity: { memory: 1000, cpu: 4, gpu: 0 },
        },
      },
      says:
        "edge-us-east/bev-edge/edge-us-east/capacity/memory: reservations must be at most 800 MiB " +
        "(80 % of 1000), are 801, 1 too many; lower or disable a service; the largest are redis 801",
    },
  },
  evasion: {
    "in many small ones": {
      given: stack(...["a", "b", "c", "d", "e"].map((name) => reserving(10_200, 1, { name }))),
      says: tooMuchMemory(51_000, "a 10200, b 10200, c 10200"),
    },
    "declared here, on another machine: it counts there": {
      given: stack(reserving(17_000, 1, { host: "ssh://oracle1" }), reserving(40_000, 1)),
      says:
        "thanos/bev-thanos/oracle1/capacity/memory: reservations must be at most 16896 MiB (75 % " +
        "of 22528), are 17000, 104 too many; lower or disable a service; the largest are redis 17000",
    },
    "a container on the card that no component states": {
      given: stack(container({ gpus: "all" }, { name: "model" })),
      says: unstated("gpus"),
    },
    "a component that states none, with a device of the card": {
      given: stack(
        onCard(0, "model"),
        container({ devices: [{ hostPath: "/dev/nvidia0" }] }, { name: "model" }),
      ),
      says: unstated("devices/0"),
    },
    "on a machine that nobody knows, which another rule refuses": stack(
      reserving(99_000, 1, { host: "ssh://elsewhere" }),
    ),
  },
});
