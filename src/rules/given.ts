/** Secrets that people give: named where a row asks for them, kept in a Vault, and nobody's login. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";

export interface GivenFacts {
  stack: string;
  /** By `service/secret`: the version that the configuration names. */
  versions: Readonly<Record<string, number>>;
  /** Those that the node's rows ask people for. */
  known: readonly string[];
  /** Whether a Vault keeps this stack's secrets. */
  hasVault: boolean;
  /** Of the rows: what they ask people for, and what a database checks logins with. */
  rows: readonly GivenRow[];
  /** The service that keeps secrets. */
  keeper: string;
}

export interface GivenRow {
  name: string;
  node: string;
  family: string;
  secrets: readonly { name: string; givenBy?: string }[];
  /** `service/secret` of everybody who logs in. */
  logins: readonly string[];
}

export function givenFaults(facts: GivenFacts): Fault[] {
  return [...nameFaults(facts), ...vaultFaults(facts), ...rowFaults(facts)];
}

function nameFaults({ stack, versions, known }: GivenFacts): Fault[] {
  const expected =
    known.length > 0
      ? `one of ${[...known].sort().join(", ")}, which rows of ${stack} ask people for`
      : `absent, because no row of ${stack} asks people for anything`;
  return Object.entries(versions)
    .filter(([id]) => !known.includes(id))
    .map(([id, version]) => ({
      path: `bev:secrets.${id}`,
      problem: `must be ${expected}, got ${shown(version)}`,
      fix: `run pulumi config rm --path 'bev:secrets["${id}"]' --stack ${stack}`,
    }));
}

function vaultFaults({ stack, versions, hasVault }: GivenFacts): Fault[] {
  const [id] = Object.keys(versions);
  if (hasVault || id === undefined) return [];
  return [
    {
      path: "bev:secrets",
      problem: `must be empty where no Vault keeps secrets of ${stack}, has ${shown(id)}`,
      fix: "set bev:vault.enabled to true, or remove it",
    },
  ];
}

function rowFaults({ rows, known, keeper }: GivenFacts): Fault[] {
  return rows.flatMap(({ name, node, family, secrets, logins }) => {
    const asked = secrets.filter(({ givenBy }) => givenBy !== undefined);
    const early = asked.filter(() => name === keeper);
    const used = logins.filter((id) => known.includes(id));
    const fix = `set it in src/catalog/${family}.ts`;
    return [
      ...early.map((secret) => ({
        path: `${node}/${name}/secrets/${secret.name}/givenBy`,
        problem: `must be absent, because ${keeper} starts before anything is in it, got ${shown(secret.givenBy)}`,
        fix,
      })),
      ...used.map((id) => ({
        path: `${node}/${name}/data`,
        problem: `must have logins with passwords that the program draws, got ${shown(id)}, which people give`,
        fix,
      })),
    ];
  });
}
