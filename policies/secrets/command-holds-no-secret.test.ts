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

describeRule(commandHoldsNoSecret, [
  {
    kind: "complies",
    what: "a delivery: what is secret comes on the standard input, and is not read",
    given: command({
      create: `deliver configuration /var/lib/bev/consul/${DIGEST}`,
      environment: { BEV_TARGET: `/var/lib/bev/consul/${DIGEST}`, DOCKER_HOST: "ssh://thanos" },
      interpreter: ["/bin/sh", "-c", 'base64 -d | docker cp - "$id:/bev"'],
      stdin: UNKNOWN,
    }),
    says: [],
  },
  {
    kind: "violates",
    what: "a variable",
    given: command({ create: "true", environment: { VAULT_TOKEN: "x" } }),
    says: refused("environment/VAULT_TOKEN", "the value of VAULT_TOKEN, length 1"),
  },
  { kind: "absent", what: "nothing", given: command({}), says: [] },
  {
    kind: "null",
    what: "null for all",
    given: command({ create: null, environment: null, triggers: null, interpreter: null }),
    says: [],
  },
  {
    kind: "unknown",
    what: "a computed text",
    given: command({ create: UNKNOWN }),
    says: [
      "thanos/deliver/create: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "unknown",
    what: "the id of a container among the triggers",
    given: command({ triggers: [UNKNOWN, "077705689316b9cc"] }),
    says: [],
  },
  {
    kind: "wrong case",
    what: "a variable in small letters",
    given: command({ create: "db_password=hunter2 pg_dump" }),
    says: refused("create", "the value of db_password, length 27"),
  },
  {
    kind: "boundary",
    what: "the id of a container, once it is known",
    given: command({ triggers: [DIGEST] }),
    says: [],
  },
  {
    kind: "boundary",
    what: "an id of the same form, but shorter",
    given: command({ triggers: [DIGEST.slice(0, 32)] }),
    says: refused("triggers/0", "32 random characters at 3.6 bits each, length 32"),
  },
  {
    kind: "evasion",
    what: "a password that was marked as secret: a policy gets it in plain",
    given: command({ triggers: ["q7Rf2LxZ09pVbTn4KdWe"] }),
    says: refused("triggers/0", "20 random characters at 4.3 bits each, length 20"),
  },
  {
    kind: "evasion",
    what: "a flag when it goes",
    given: command({ delete: "redis-cli --pass hunter2 shutdown" }),
    says: refused("delete", "the value of pass, length 33"),
  },
  {
    kind: "evasion",
    what: "in the interpreter",
    given: command({ interpreter: ["sh", "-c", "curl https://u:hunter2@host"] }),
    says: refused("interpreter/2", "a URL with a password, length 27"),
  },
  {
    kind: "evasion",
    what: "a trigger with structure",
    given: command({ triggers: [{ key: "AKIAIOSFODNN7EXAMPLE" }] }),
    says: refused("triggers/0", "an AWS access key, length 30"),
  },
  {
    kind: "evasion",
    what: "a canary in an update",
    given: command({ update: "echo blue whale" }),
    canaries: ["blue whale"],
    says: refused("update", "canary 1, length 15"),
  },
]);
