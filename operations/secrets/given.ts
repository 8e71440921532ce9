/** Which secrets people give, and what needs them. */
import { givenIds, withGiven } from "../../src/catalog/given.ts";
import { catalog } from "../../src/catalog/index.ts";
import { resolveStack } from "../../src/catalog/resolve.ts";
import type { StackName } from "../../src/catalog/types.ts";
import { UserError } from "../../src/lib/error.ts";
import { shown } from "../../src/lib/faults.ts";
import { missingIn } from "../../src/software/missing.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";

export interface GivenSecret {
  node: string;
  /** `service/secret`. */
  id: string;
  /** That counts, as the stack file says; undefined: it is not set. */
  version: number | undefined;
  /** Services, each with what it goes without while it is not set. */
  needs: { service: string; without: string[] }[];
}

/** Those that rows ask for, then those that only a stack file names. */
export function givenSecrets(configs: ReadonlyMap<string, StackConfig>): GivenSecret[] {
  return [...configs].flatMap(([node, { services: choices, secrets: versions, alerts }]) => {
    const services = resolveStack(catalog, node as StackName, choices);
    const missing = missingIn(withGiven(services, {}), alerts);
    const ids = new Set([...givenIds(services), ...Object.keys(versions)]);
    return [...ids].map((id) => ({
      node,
      id,
      version: versions[id],
      needs: missing
        .filter((one) => one.id === id)
        .map(({ service, without }) => ({ service, without })),
    }));
  });
}

/** @throws UserError when none or several have that name */
export function findGiven(name: string, all: readonly GivenSecret[]): GivenSecret {
  const found = all.filter(({ id, node }) => [id, `${node}/${id}`].includes(name));
  const [one] = found;
  if (one && found.length === 1) return one;
  const names = (one ? found : all).map(({ node, id }) => `${node}/${id}`).join(", ");
  throw new UserError(
    `secret: must be ${names ? `one of ${names}` : 'one that a row asks people for (givenBy: "people"), there is none'}, ` +
      `got ${shown(name)}; npx bev secrets list shows what needs each`,
  );
}
