import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import { containerHasReservations } from "./container-has-reservations.ts";

const GOOD = { memory: 1024, memoryReservation: 512, cpus: "2.0", cpuShares: 512 };

const refused = (at: string, expected: string, found: string): string =>
  `thanos/redis/${at}: must be ${expected}, got ${found}; set memoryReservation and cpuShares, ` +
  "as src/container/arguments.ts does";
const noMemory = (found: string) => refused("memoryReservation", "1 to 1024 MiB", found);
const noShares = (found: string) => refused("cpuShares", "2 to 2048 shares", found);

const given = (changes: Record<string, unknown>) => container({ ...GOOD, ...changes });

describeRule(containerHasReservations, {
  complies: { "less than its limits": given({}) },
  violates: {
    "no memory reserved": { given: given({ memoryReservation: 0 }), says: noMemory("0") },
  },
  absent: {
    "neither reservations nor limits": {
      given: container({}),
      says: [
        refused("memoryReservation", "1 or more MiB", "nothing"),
        refused("cpuShares", "2 or more shares", "nothing"),
      ],
    },
    "no limits: that is another rule's matter": container({
      memoryReservation: 512,
      cpuShares: 512,
    }),
  },
  null: {
    "null for both": {
      given: given({ memoryReservation: null, cpuShares: null }),
      says: [noMemory("nothing"), noShares("nothing")],
    },
  },
  unknown: {
    "computed memory": {
      given: given({ memoryReservation: UNKNOWN }),
      says: unknownAt("thanos/redis/memoryReservation"),
    },
  },
  "wrong case": "the rule reads numbers only",
  boundary: {
    "all of its limits": given({ memoryReservation: 1024, cpuShares: 2048 }),
    "one more than its limits": {
      given: given({ memoryReservation: 1025, cpuShares: 2049 }),
      says: [noMemory("1025"), noShares("2049")],
    },
    "the least that the kernel takes": given({ memoryReservation: 1, cpuShares: 2 }),
    "one share, which the kernel makes two of": {
      given: given({ cpuShares: 1 }),
      says: noShares("1"),
    },
  },
  evasion: {
    "less than nothing": { given: given({ memoryReservation: -1 }), says: noMemory("-1") },
    "a limit of 0 is none": {
      given: given({ memory: 0, memoryReservation: 0, cpus: "0" }),
      says: refused("memoryReservation", "1 or more MiB", "0"),
    },
  },
});
