import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import { containerHasReservations } from "./container-has-reservations.ts";

const GOOD = { memory: 1024, memoryReservation: 512, cpus: "2.0", cpuShares: 512 };

const refused = (at: string, expected: string, found: string): string =>
  `thanos/redis/${at}: must be ${expected}, got ${found}; set memoryReservation and cpuShares, ` +
  "as src/container/arguments.ts does";
const noMemory = (found: string) => refused("memoryReservation", "1 to 1024 MiB", found);
const noShares = (found: string) => refused("cpuShares", "2 to 2048 shares", found);

const given = (changes: Record<string, unknown>) => container({ ...GOOD, ...changes });

describeRule(
  containerHasReservations,
  [
    { kind: "complies", what: "less than its limits", given: given({}), says: [] },
    {
      kind: "violates",
      what: "no memory reserved",
      given: given({ memoryReservation: 0 }),
      says: [noMemory("0")],
    },
    {
      kind: "absent",
      what: "neither reservations nor limits",
      given: container({}),
      says: [
        refused("memoryReservation", "1 or more MiB", "nothing"),
        refused("cpuShares", "2 or more shares", "nothing"),
      ],
    },
    {
      kind: "absent",
      what: "no limits: that is another rule's matter",
      given: container({ memoryReservation: 512, cpuShares: 512 }),
      says: [],
    },
    {
      kind: "null",
      what: "null for both",
      given: given({ memoryReservation: null, cpuShares: null }),
      says: [noMemory("nothing"), noShares("nothing")],
    },
    {
      kind: "unknown",
      what: "computed memory",
      given: given({ memoryReservation: UNKNOWN }),
      says: [unknownAt("thanos/redis/memoryReservation")],
    },
    {
      kind: "boundary",
      what: "all of its limits",
      given: given({ memoryReservation: 1024, cpuShares: 2048 }),
      says: [],
    },
    {
      kind: "boundary",
      what: "one more than its limits",
      given: given({ memoryReservation: 1025, cpuShares: 2049 }),
      says: [noMemory("1025"), noShares("2049")],
    },
    {
      kind: "boundary",
      what: "the least that the kernel takes",
      given: given({ memoryReservation: 1, cpuShares: 2 }),
      says: [],
    },
    {
      kind: "boundary",
      what: "one share, which the kernel makes two of",
      given: given({ cpuShares: 1 }),
      says: [noShares("1")],
    },
    {
      kind: "evasion",
      what: "less than nothing",
      given: given({ memoryReservation: -1 }),
      says: [noMemory("-1")],
    },
    {
      kind: "evasion",
      what: "a limit of 0 is none",
      given: given({ memory: 0, memoryReservation: 0, cpus: "0" }),
      says: [refused("memoryReservation", "1 or more MiB", "0")],
    },
  ],
  { "wrong case": "the rule reads numbers only" },
);
