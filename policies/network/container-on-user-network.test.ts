import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Kind } from "../../test/kit/policy-cases.ts";
import { containerOnUserNetwork } from "./container-on-user-network.ts";

const FIX = "join the network of the service's trust zone";
const joined = (...names: unknown[]) =>
  container({ networksAdvanced: names.map((name) => ({ name, aliases: ["redis"] })) });

const NONE = [
  `thanos/redis/networksAdvanced: must have one user network or more, has none; ${FIX}`,
];

function refused(found: string, index = 0): string[] {
  const at = `networksAdvanced/${String(index)}/name`;
  return [`thanos/redis/${at}: must be the name of a user network, got ${found}; ${FIX}`];
}

const own = (kind: Kind, what: string, name: string) => ({
  kind,
  what,
  given: joined(name),
  says: refused(`"${name}"`),
});

describeRule(containerOnUserNetwork, [
  { kind: "complies", what: "one zone", given: joined("bev_data_v1"), says: [] },
  { kind: "complies", what: "two zones", given: joined("bev_data_v1", "bev_app_v1"), says: [] },
  own("violates", "the default bridge", "bridge"),
  { kind: "absent", what: "nothing said", given: container({}), says: NONE },
  {
    kind: "absent",
    what: "a network without a name",
    given: joined(undefined),
    says: refused("nothing"),
  },
  { kind: "null", what: "null", given: container({ networksAdvanced: null }), says: NONE },
  { kind: "null", what: "null for a name", given: joined(null), says: refused("nothing") },
  {
    kind: "unknown",
    what: "a computed name",
    given: joined("bev_data_v1", UNKNOWN),
    says: [unknownAt("thanos/redis/networksAdvanced/1/name")],
  },
  own("wrong case", "the host in capitals", "HOST"),
  { kind: "boundary", what: "an empty list", given: joined(), says: NONE },
  {
    kind: "boundary",
    what: "a name that begins like Docker's",
    given: joined("bridge_of_bev"),
    says: [],
  },
  {
    kind: "boundary",
    what: "eleven hex digits, which are no id",
    given: joined("abcdef01234"),
    says: [],
  },
  own("evasion", "the default bridge by its short id", "abcdef012345"),
  own("evasion", "the default bridge by its whole id", "0123456789abcdef".repeat(4)),
  {
    kind: "evasion",
    what: "the default bridge beside a zone",
    given: joined("bev_data_v1", "bridge"),
    says: refused('"bridge"', 1),
  },
  own("evasion", "none, which is no network", "none"),
]);
