import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
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

const own = (name: string) => ({ given: joined(name), says: refused(`"${name}"`) });

describeRule(containerOnUserNetwork, {
  complies: { "one zone": joined("bev_data_v1"), "two zones": joined("bev_data_v1", "bev_app_v1") },
  violates: { "the default bridge": own("bridge") },
  absent: {
    "nothing said": { given: container({}), says: NONE },
    "a network without a name": { given: joined(undefined), says: refused("nothing") },
  },
  null: {
    null: { given: container({ networksAdvanced: null }), says: NONE },
    "null for a name": { given: joined(null), says: refused("nothing") },
  },
  unknown: {
    "a computed name": {
      given: joined("bev_data_v1", UNKNOWN),
      says: unknownAt("thanos/redis/networksAdvanced/1/name"),
    },
  },
  "wrong case": { "the host in capitals": own("HOST") },
  boundary: {
    "an empty list": { given: joined(), says: NONE },
    "a name that begins like Docker's": joined("bridge_of_bev"),
    "eleven hex digits, which are no id": joined("abcdef01234"),
  },
  evasion: {
    "the default bridge by its short id": own("abcdef012345"),
    "the default bridge by its whole id": own("0123456789abcdef".repeat(4)),
    "the default bridge beside a zone": {
      given: joined("bev_data_v1", "bridge"),
      says: refused('"bridge"', 1),
    },
    "none, which is no network": own("none"),
  },
});
