import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { limitsBoundedOnNode } from "./limits-bounded-on-node.ts";

const ROOT: Planned = { type: "pulumi:pulumi:Stack", name: "bev-thanos", inputs: {}, host: null };

/** THANOS: twice 63488 MiB and four times 24 cores. */
function stack(...resources: readonly Planned[]): Planned[] {
  return [ROOT, ...resources];
}

const limited = (memory: unknown, cpus: unknown, where = {}): Planned =>
  container({ memory, cpus }, where);

const refused = (resource: string, most: string, found: string, node = "thanos"): string =>
  `thanos/bev-thanos/${node}/limits/${resource}: limits must be at most ${most}, are ${found}; ` +
  "lower limits of its largest services, or disable one";
const tooMuchMemory = (found: string) => refused("memory", "2 x 63488 MiB", found);
const tooManyCores = (found: string) => refused("cpu", "4 x 24 cores", found);

const five = (memory: unknown, cpus: unknown) =>
  ["a", "b", "c", "d", "e"].map((name) => limited(memory, cpus, { name }));

describeRule(limitsBoundedOnNode, {
  complies: { "once the machine": stack(limited(63_488, "24.0")) },
  violates: {
    "more than twice its memory": {
      given: stack(...five(30_000, "1.0")),
      says: tooMuchMemory("150000, 2.36 x"),
    },
  },
  absent: {
    "nothing that runs": stack(),
    "without limits one may take all of the machine: two of them fit": stack(
      container({}),
      container({}, { name: "b" }),
    ),
  },
  null: {
    "null is no limit: five of them do not fit": {
      given: stack(...five(null, null)),
      says: [tooMuchMemory("317440, 5.00 x"), tooManyCores("120, 5.00 x")],
    },
  },
  unknown: {
    "a computed limit": {
      given: stack(limited(UNKNOWN, "1.0")),
      says: unknownAt("thanos/redis/memory"),
    },
  },
  "wrong case": "the rule reads numbers only",
  boundary: {
    "exactly as much as may be": stack(limited(126_976, "96.0")),
    "one mebibyte more": {
      given: stack(limited(126_977, "1.0")),
      says: tooMuchMemory("126977, 2.00 x"),
    },
    "a hundredth of a core more": {
      given: stack(limited(1, "96.01")),
      says: tooManyCores("96.01, 4.00 x"),
    },
  },
  evasion: {
    "a limit of 0, which the Engine takes for none": {
      given: stack(...five(0, "0")),
      says: [tooMuchMemory("317440, 5.00 x"), tooManyCores("120, 5.00 x")],
    },
    "a limit of -1, which the Engine takes for none": {
      given: stack(...five(-1, "1.0")),
      says: tooMuchMemory("317440, 5.00 x"),
    },
    "declared here, on another machine: it counts there": {
      given: stack(limited(45_057, "16.0", { host: "ssh://oracle1" })),
      says: refused("memory", "2 x 22528 MiB", "45057, 2.00 x", "oracle1"),
    },
    "a limit of cores that is no number": {
      given: stack(...five(1, "many")),
      says: tooManyCores("120, 5.00 x"),
    },
  },
});
