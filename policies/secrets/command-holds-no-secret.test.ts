import { describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { COMMAND } from "../../src/lib/resources.ts";
import { commandHoldsNoSecret } from "./command-holds-no-secret.ts";

function command(inputs: Record<string, unknown>): Planned {
  return { type: COMMAND, name: "deliver", inputs };
}

function refused(at: string, why: string): string[] {
  return [
    `thanos/deliver/${at}: must be no secret, got ${why}; ` +
      "pass it on the standard input, marked as a secret",
  ];
}

const DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

describeRule(commandHoldsNoSecret, {
  complies: {
    "a delivery: what is secret comes on the standard input, and is not read": command({
      create: `deliver configuration /var/lib/bev/consul/${DIGEST}`,
      environment: { BEV_TARGET: `/var/lib/bev/consul/${DIGEST}`, DOCKER_HOST: "ssh://thanos" },
      interpreter: ["/bin/sh", "-c", 'base64 -d | docker cp - "$id:/bev"'],
      stdin: UNKNOWN,
    }),
  },
  violates: {
    "a variable": {
      given: command({ create: "true", environment: { VAULT_TOKEN: "x" } }),
      says: refused("environment/VAULT_TOKEN", "the value of VAULT_TOKEN, length 1"),
    },
  },
  absent: { nothing: command({}) },
  null: {
    "null for all": command({ create: null, environment: null, triggers: null, interpreter: null }),
  },
  unknown: {
    "a computed text": {
      given: command({ create: UNKNOWN }),
      says: "thanos/deliver/create: must be known at preview, is computed during the update; pass a literal",
    },
    "the id of a container among the triggers": command({
      triggers: [UNKNOWN, "077705689316b9cc"],
    }),
  },
  "wrong case": {
    "a variable in small letters": {
      given: command({ create: "db_password=hunter2 pg_dump" }),
      says: refused("create", "the value of db_password, length 27"),
    },
  },
  boundary: {
    "the id of a container, once it is known": command({ triggers: [DIGEST] }),
    "an id of the same form, but shorter": {
      given: command({ triggers: [DIGEST.slice(0, 32)] }),
      says: refused("triggers/0", "32 random characters at 3.6 bits each, length 32"),
    },
  },
  evasion: {
    "a password that was marked as secret: a policy gets it in plain": {
      given: command({ triggers: ["q7Rf2LxZ09pVbTn4KdWe"] }),
      says: refused("triggers/0", "20 random characters at 4.3 bits each, length 20"),
    },
    "a flag when it goes": {
      given: command({ delete: "redis-cli --pass hunter2 shutdown" }),
      says: refused("delete", "the value of pass, length 33"),
    },
    "in the interpreter": {
      given: command({ interpreter: ["sh", "-c", "curl https://u:hunter2@host"] }),
      says: refused("interpreter/2", "a URL with a password, length 27"),
    },
    "a trigger with structure": {
      given: command({ triggers: [{ key: "AKIAIOSFODNN7EXAMPLE" }] }),
      says: refused("triggers/0", "an AWS access key, length 30"),
    },
    "a canary in an update": {
      given: command({ update: "echo blue whale" }),
      canaries: ["blue whale"],
      says: refused("update", "canary 1, length 15"),
    },
  },
});
