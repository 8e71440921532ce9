import { describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { vaultApproleBounded } from "./vault-approle-bounded.ts";

const NODE = ["100.122.12.53/32"];
const ROLE = {
  roleName: "osint-services",
  secretIdBoundCidrs: NODE,
  secretIdNumUses: 1,
  secretIdTtl: 600,
  tokenBoundCidrs: NODE,
  tokenMaxTtl: 14400,
  tokenNoDefaultPolicy: true,
  tokenPolicies: ["application-policy"],
  tokenTtl: 3600,
};
const AGENT = { roleName: "node-agent-thanos", secretIdNumUses: 50, secretIdTtl: 86400 };

function role(changes: Record<string, unknown>): Planned {
  const type = "vault:appRole/authBackendRole:AuthBackendRole";
  return { type, name: "osint", inputs: { ...ROLE, ...changes } };
}

function refused(at: string, wanted: string, found: string): string {
  return `thanos/osint/${at}: must be ${wanted}, got ${found}; set it so`;
}

const NETWORK = "a node's /32 or a network's subnet";

describeRule(vaultApproleBounded, [
  { kind: "complies", what: "everything at its bound", given: role({}), says: [] },
  {
    kind: "complies",
    what: "the subnet of a network",
    given: role({ tokenBoundCidrs: ["172.30.1.0/24"] }),
    says: [],
  },
  { kind: "complies", what: "the agent of a node, for a day", given: role(AGENT), says: [] },
  {
    kind: "violates",
    what: "a token without end",
    given: role({ tokenMaxTtl: 0 }),
    says: [refused("tokenMaxTtl", "1 to 14400 seconds", "0")],
  },
  {
    kind: "absent",
    what: "the defaults, as document 001 has it",
    given: {
      type: "vault:appRole/authBackendRole:AuthBackendRole",
      name: "osint",
      inputs: { roleName: "x", tokenPolicies: ["y"] },
    },
    says: [
      refused("tokenTtl", "1 to 3600 seconds", "nothing"),
      refused("tokenMaxTtl", "1 to 14400 seconds", "nothing"),
      refused("secretIdTtl", "1 to 600 seconds", "nothing"),
      refused("secretIdNumUses", "1", "nothing"),
      refused("secretIdBoundCidrs", NETWORK, "nothing"),
      refused("tokenBoundCidrs", NETWORK, "nothing"),
      refused("tokenNoDefaultPolicy", "true", "nothing"),
    ],
  },
  {
    kind: "null",
    what: "null for the networks",
    given: role({ tokenBoundCidrs: null, tokenPeriod: null }),
    says: [refused("tokenBoundCidrs", NETWORK, "null")],
  },
  {
    kind: "null",
    what: "null for the policies",
    given: role({ tokenPolicies: null }),
    says: [refused("tokenPolicies", "a list of policies", "[]")],
  },
  {
    kind: "unknown",
    what: "a computed network",
    given: role({ tokenBoundCidrs: [UNKNOWN] }),
    says: [
      "thanos/osint/tokenBoundCidrs/0: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "the policy behind the glass in capitals",
    given: role({ tokenPolicies: ["ADMIN-policy"] }),
    says: [refused("tokenPolicies", "without ADMIN-policy", '["ADMIN-policy"]')],
  },
  {
    kind: "wrong case",
    what: "an agent in capitals is none",
    given: role({ ...AGENT, roleName: "Node-Agent-thanos" }),
    says: [
      refused("secretIdTtl", "1 to 600 seconds", "86400"),
      refused("secretIdNumUses", "1", "50"),
    ],
  },
  {
    kind: "boundary",
    what: "a second more",
    given: role({ tokenTtl: 3601, secretIdTtl: 601 }),
    says: [
      refused("tokenTtl", "1 to 3600 seconds", "3601"),
      refused("secretIdTtl", "1 to 600 seconds", "601"),
    ],
  },
  {
    kind: "boundary",
    what: "a network twice as wide",
    given: role({ secretIdBoundCidrs: ["172.30.0.0/23"] }),
    says: [refused("secretIdBoundCidrs/0", NETWORK, '"172.30.0.0/23"')],
  },
  {
    kind: "boundary",
    what: "a secret-id that serves twice",
    given: role({ secretIdNumUses: 2 }),
    says: [refused("secretIdNumUses", "1", "2")],
  },
  {
    kind: "evasion",
    what: "a secret-id that serves always",
    given: role({ secretIdNumUses: 0, secretIdTtl: 0 }),
    says: [refused("secretIdTtl", "1 to 600 seconds", "0"), refused("secretIdNumUses", "1", "0")],
  },
  {
    kind: "evasion",
    what: "everybody behind a good network",
    given: role({ tokenBoundCidrs: [...NODE, "0.0.0.0/0"] }),
    says: [refused("tokenBoundCidrs/1", NETWORK, '"0.0.0.0/0"')],
  },
  {
    kind: "evasion",
    what: "everybody in two halves",
    given: role({ tokenBoundCidrs: ["0.0.0.0/1", "128.0.0.0/1"] }),
    says: [
      refused("tokenBoundCidrs/0", NETWORK, '"0.0.0.0/1"'),
      refused("tokenBoundCidrs/1", NETWORK, '"128.0.0.0/1"'),
    ],
  },
  {
    kind: "evasion",
    what: "everybody of the other protocol",
    given: role({ tokenBoundCidrs: ["::/0"] }),
    says: [refused("tokenBoundCidrs/0", NETWORK, '"::/0"')],
  },
  {
    kind: "evasion",
    what: "a token that renews without end",
    given: role({ tokenPeriod: 3600 }),
    says: [refused("tokenPeriod", "absent, it renews without end", "3600")],
  },
  {
    kind: "complies",
    what: "an agent on Vault's own node, which comes from a network there",
    given: role({ ...AGENT, tokenBoundCidrs: ["172.30.1.0/24"] }),
    says: [],
  },
  {
    kind: "evasion",
    what: "an agent for more than one network",
    given: role({ ...AGENT, tokenBoundCidrs: ["172.30.0.0/23"] }),
    says: [refused("tokenBoundCidrs/0", NETWORK, '"172.30.0.0/23"')],
  },
  {
    kind: "evasion",
    what: "an agent without end",
    given: role({ ...AGENT, secretIdNumUses: 0 }),
    says: [refused("secretIdNumUses", "1 or more", "0")],
  },
  {
    kind: "evasion",
    what: "no secret-id at all",
    given: role({ bindSecretId: false }),
    says: [refused("bindSecretId", "true", "false")],
  },
  {
    kind: "evasion",
    what: "root's own policy",
    given: role({ tokenPolicies: ["application-policy", "root"] }),
    says: [refused("tokenPolicies", "without root", '["application-policy","root"]')],
  },
  {
    kind: "complies",
    what: "the agent of a node with the policy of its name",
    given: role({ ...AGENT, tokenPolicies: ["node-agent-thanos"] }),
    says: [],
  },
  {
    kind: "evasion",
    what: "an agent's policy for a role that is no agent's",
    given: role({ tokenPolicies: ["node-agent-thanos"] }),
    says: [refused("tokenPolicies", "without node-agent-thanos", '["node-agent-thanos"]')],
  },
  {
    kind: "evasion",
    what: "an agent with another node's policy",
    given: role({ ...AGENT, tokenPolicies: ["node-agent-oracle1"] }),
    says: [refused("tokenPolicies", "without node-agent-oracle1", '["node-agent-oracle1"]')],
  },
  {
    kind: "evasion",
    what: "the default policy beside its own",
    given: role({ tokenNoDefaultPolicy: false }),
    says: [refused("tokenNoDefaultPolicy", "true", "false")],
  },
  {
    kind: "boundary",
    what: "more bits than an address has",
    given: role({ tokenBoundCidrs: ["100.122.12.53/33"] }),
    says: [refused("tokenBoundCidrs/0", NETWORK, '"100.122.12.53/33"')],
  },
  {
    kind: "absent",
    what: "a length of the subnet, and a name of the role",
    given: role({ roleName: undefined, tokenBoundCidrs: ["100.122.12.53"] }),
    says: [refused("tokenBoundCidrs/0", NETWORK, '"100.122.12.53"')],
  },
]);
