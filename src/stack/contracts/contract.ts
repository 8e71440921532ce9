/** What a node tells the others: where it is, which of its services are on and where they answer. Never a secret. */
import { z } from "zod";
import { isEdgeStack } from "../../catalog/regions.ts";
import { otherLogins, verifierKindOf } from "../../catalog/needs.ts";
import type { VerifierKind } from "../../catalog/needs.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { Fault } from "../../lib/faults.ts";
import { shown } from "../../lib/faults.ts";

/** What a later version adds is no fault: two stacks that refer to each other could never go back to this one. */
export const contractSchema = z.object({
  /** The node's name on the tailnet. */
  node: z.string(),
  /** Its whole name there, by which MagicDNS finds it; absent where no tailnet is configured. */
  dnsName: z.hostname().optional(),
  /** Its IPv4 address on the tailnet. */
  address: z.ipv4(),
  /** By service, then by purpose: the published port. */
  endpoints: z.record(z.string(), z.record(z.string(), z.int().min(1).max(65535))),
  /** Whether each service that it knows is on. Contracts from before this was published lack it. */
  services: z.record(z.string(), z.boolean()).optional(),
  /** PEM that certificates of its services chain to; absent where none has one. */
  authority: z.string().optional(),
  /** Published by the stack that runs Vault: the PEM that Vault's certificate chains to. */
  vault: z.strictObject({ authority: z.string() }).optional(),
  /** By `service/secret`: what lets a server of another node check that login, not make it. */
  verifiers: z.record(
    z.string(),
    z
      .string()
      .regex(
        /^(SCRAM-SHA-256\$\d+:[\w+/=]+\$[\w+/=]+:[\w+/=]+|\{SHA\}[\w+/]{27}=)$/,
        "a SCRAM or htpasswd verifier",
      ),
  ),
});

export type Contract = z.infer<typeof contractSchema>;

/**
 * Everything of it that is known before any resource is.
 *
 * @param services those that are on
 * @param known names of all of the node's services
 */
export function contractOf(
  node: string,
  address: string,
  services: readonly Service[],
  known: readonly string[],
): Omit<Contract, "verifiers"> {
  const published = services
    .map(({ name, ports }) => [
      name,
      Object.fromEntries(
        ports.flatMap(({ purpose, external }) =>
          external === undefined ? [] : [[purpose, external]],
        ),
      ),
    ])
    .filter(([, ports]) => Object.keys(ports as object).length > 0);
  const isOn = (name: string) => services.some((one) => one.name === name);
  return {
    node,
    address,
    endpoints: Object.fromEntries(published) as Contract["endpoints"],
    services: Object.fromEntries(known.map((name) => [name, isOn(name)])),
  };
}

export interface LoginSecret {
  /** `service/secret`. */
  secret: string;
  kind: VerifierKind;
}

/** Secrets of these services with which they log in to servers of other nodes. */
export function secretsToVerify(
  services: readonly Service[],
  others: readonly Service[],
): LoginSecret[] {
  const isOf = (secret: string, { name }: Service) => secret.startsWith(`${name}/`);
  return others.flatMap(({ node, data, enabled }) => {
    // A watch that is off promotes nobody. Servers keep their logins while they are off.
    if (!data || (data.engine === "failover" && !enabled)) return [];
    // A name means the node's own service first.
    const beside = others.filter((other) => other.node === node);
    return otherLogins(data)
      .filter((secret) => !beside.some((other) => isOf(secret, other)))
      .filter((secret) => services.some((service) => isOf(secret, service)))
      .map((secret) => ({ secret, kind: verifierKindOf(data) }));
  });
}

/**
 * The faults of what another stack has published, compared with where it is expected to be. No other address is followed:
 * nothing that this stack knows would show that it is that machine's (ADR-0025).
 */
export function contractFaults(published: unknown, from: string, expectedAddress: string): Fault[] {
  const parsed = contractSchema.safeParse(published);
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => ({
      path: [from, "contract", ...issue.path.map(String)].join("/"),
      problem: issue.message,
      fix: `run pulumi up --stack ${from} with this version of the program`,
    }));
  }
  const { node, address } = parsed.data;
  if (node !== from) {
    return [
      {
        path: `${from}/contract/node`,
        problem: `must be ${shown(from)}, is published as ${shown(node)}`,
        fix: `run pulumi up --stack ${from} with its own stack file`,
      },
    ];
  }
  if (address === expectedAddress) return [];
  const [table, fix] = isEdgeStack(from)
    ? ["regions.json", `run npx bev up ${from} where it was moved`]
    : ["the node table", `set it in src/catalog/nodes.ts, or set bev:peers.${from}`];
  return [
    {
      path: `${from}/contract/address`,
      problem: `must be ${shown(expectedAddress)} as ${table} says, is published as ${shown(address)}`,
      fix,
    },
  ];
}
