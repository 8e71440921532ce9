import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { tailnetKeyIsBounded } from "./tailnet-key-is-bounded.ts";
import { KEY } from "./types.ts";

const GOOD = {
  tags: ["tag:node"],
  reusable: false,
  ephemeral: false,
  preauthorized: true,
  expiry: 3600,
};
const key = (changes: Record<string, unknown>): Planned => ({
  type: KEY,
  name: "join",
  inputs: { ...GOOD, ...changes },
  host: null,
});

const refused = (at: string, expected: string, found: string): string =>
  `thanos/join/${at}: must be ${expected}, got ${found}; make one key for each machine, with tags ` +
  "and an expiry";
const tags = (found: string) => refused("tags", "one tag or more", found);
const expiry = (found: string) => refused("expiry", "1 to 86400 seconds", found);
const declared = (at: string, found: string) => refused(at, "declared as true or false", found);

describeRule(tailnetKeyIsBounded, {
  complies: { "once, for an hour": key({}) },
  violates: {
    "for any machine": {
      given: key({ reusable: true }),
      says: refused("reusable", "false", "true"),
    },
  },
  absent: {
    "nothing said: Tailscale's key for a person, for ninety days": {
      given: { type: KEY, name: "join", inputs: {}, host: null },
      says: [
        tags("nothing"),
        declared("ephemeral", "nothing"),
        declared("preauthorized", "nothing"),
        expiry("nothing"),
      ],
    },
  },
  null: {
    "null for everything": {
      given: key({
        tags: null,
        reusable: null,
        ephemeral: null,
        preauthorized: null,
        expiry: null,
      }),
      says: [
        tags("nothing"),
        declared("ephemeral", "nothing"),
        declared("preauthorized", "nothing"),
        expiry("nothing"),
      ],
    },
  },
  unknown: {
    "a computed expiry": { given: key({ expiry: UNKNOWN }), says: unknownAt("thanos/join/expiry") },
  },
  "wrong case": {
    "a tag in capitals, which Tailscale does not know": {
      given: key({ tags: ["TAG:node"] }),
      says: tags('["TAG:node"]'),
    },
  },
  boundary: {
    "a day": key({ expiry: 86_400 }),
    "a second more": { given: key({ expiry: 86_401 }), says: expiry("86401") },
    "a second": key({ expiry: 1 }),
    "0, which Tailscale takes for ninety days": { given: key({ expiry: 0 }), says: expiry("0") },
    "no tag in the list": { given: key({ tags: [] }), says: tags("[]") },
  },
  evasion: {
    "something that is no tag beside one": {
      given: key({ tags: ["tag:node", "autogroup:admin"] }),
      says: tags('["tag:node","autogroup:admin"]'),
    },
    "a tag within another text": {
      given: key({ tags: ["x tag:node y"] }),
      says: tags('["x tag:node y"]'),
    },
    "words for truths": {
      given: key({ reusable: "true", ephemeral: "false" }),
      says: [refused("reusable", "false", '"true"'), declared("ephemeral", '"false"')],
    },
  },
});
