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

describeRule(vaultApproleBounded, {
  complies: {
    "everything at its bound": role({}),
    "the subnet of a network": role({ tokenBoundCidrs: ["172.30.1.0/24"] }),
    "the agent of a node, for a day": role(AGENT),
    "an agent on Vault's own node, which comes from a network there": role({
      ...AGENT,
      tokenBoundCidrs: ["172.30.1.0/24"],
    }),
    "the agent of a node with the policy of its name": role({
      ...AGENT,
      tokenPolicies: ["node-agent-thanos"],
    }),
  },
  violates: {
    "a token without end": {
      given: role({ tokenMaxTtl: 0 }),
      says: refused("tokenMaxTtl", "1 to 14400 seconds", "0"),
    },
  },
  absent: {
    "the defaults, as document 001 has it": {
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
    "a length of the subnet, and a name of the role": {
      given: role({ roleName: undefined, tokenBoundCidrs: ["100.122.12.53"] }),
      says: refused("tokenBoundCidrs/0", NETWORK, '"100.122.12.53"'),
    },
  },
  null: {
    "null for the networks": {
      given: role({ tokenBoundCidrs: null, tokenPeriod: null }),
      says: refused("tokenBoundCidrs", NETWORK, "null"),
    },
    "null for the policies": {
      given: role({ tokenPolicies: null }),
      says: refused("tokenPolicies", "a list of policies", "[]"),
    },
  },
  unknown: {
    "a computed network": {
      given: role({ tokenBoundCidrs: [UNKNOWN] }),
      says: "thanos/osint/tokenBoundCidrs/0: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "the policy behind the glass in capitals": {
      given: role({ tokenPolicies: ["ADMIN-policy"] }),
      says: refused("tokenPolicies", "without ADMIN-policy", '["ADMIN-policy"]'),
    },
    "an agent in capitals is none": {
      given: role({ ...AGENT, roleName: "Node-Agent-thanos" }),
      says: [
        refused("secretIdTtl", "1 to 600 seconds", "86400"),
        refused("secretIdNumUses", "1", "50"),
      ],
    },
  },
  boundary: {
    "a second more": {
      given: role({ tokenTtl: 3601, secretIdTtl: 601 }),
      says: [
        refused("tokenTtl", "1 to 3600 seconds", "3601"),
        refused("secretIdTtl", "1 to 600 seconds", "601"),
      ],
    },
    "a network twice as wide": {
      given: role({ secretIdBoundCidrs: ["172.30.0.0/23"] }),
      says: refused("secretIdBoundCidrs/0", NETWORK, '"172.30.0.0/23"'),
    },
    "a secret-id that serves twice": {
      given: role({ secretIdNumUses: 2 }),
      says: refused("secretIdNumUses", "1", "2"),
    },
    "more bits than an address has": {
      given: role({ tokenBoundCidrs: ["100.122.12.53/33"] }),
      says: refused("tokenBoundCidrs/0", NETWORK, '"100.122.12.53/33"'),
    },
  },
  evasion: {
    "a secret-id that serves always": {
      given: role({ secretIdNumUses: 0, secretIdTtl: 0 }),
      says: [refused("secretIdTtl", "1 to 600 seconds", "0"), refused("secretIdNumUses", "1", "0")],
    },
    "everybody behind a good network": {
      given: role({ tokenBoundCidrs: [...NODE, "0.0.0.0/0"] }),
      says: refused("tokenBoundCidrs/1", NETWORK, '"0.0.0.0/0"'),
    },
    "everybody in two halves": {
      given: role({ tokenBoundCidrs: ["0.0.0.0/1", "128.0.0.0/1"] }),
      says: [
        refused("tokenBoundCidrs/0", NETWORK, '"0.0.0.0/1"'),
        refused("tokenBoundCidrs/1", NETWORK, '"128.0.0.0/1"'),
      ],
    },
    "everybody of the other protocol": {
      given: role({ tokenBoundCidrs: ["::/0"] }),
      says: refused("tokenBoundCidrs/0", NETWORK, '"::/0"'),
    },
    "a token that renews without end": {
      given: role({ tokenPeriod: 3600 }),
      says: refused("tokenPeriod", "absent, it renews without end", "3600"),
    },
    "an agent for more than one network": {
      given: role({ ...AGENT, tokenBoundCidrs: ["172.30.0.0/23"] }),
      says: refused("tokenBoundCidrs/0", NETWORK, '"172.30.0.0/23"'),
    },
    "an agent without end": {
      given: role({ ...AGENT, secretIdNumUses: 0 }),
      says: refused("secretIdNumUses", "1 or more", "0"),
    },
    "no secret-id at all": {
      given: role({ bindSecretId: false }),
      says: refused("bindSecretId", "true", "false"),
    },
    "root's own policy": {
      given: role({ tokenPolicies: ["application-policy", "root"] }),
      says: refused("tokenPolicies", "without root", '["application-policy","root"]'),
    },
    "an agent's policy for a role that is no agent's": {
      given: role({ tokenPolicies: ["node-agent-thanos"] }),
      says: refused("tokenPolicies", "without node-agent-thanos", '["node-agent-thanos"]'),
    },
    "an agent with another node's policy": {
      given: role({ ...AGENT, tokenPolicies: ["node-agent-oracle1"] }),
      says: refused("tokenPolicies", "without node-agent-oracle1", '["node-agent-oracle1"]'),
    },
    "the default policy beside its own": {
      given: role({ tokenNoDefaultPolicy: false }),
      says: refused("tokenNoDefaultPolicy", "true", "false"),
    },
  },
});
