/** What services go without, because people have given no value for a secret. */
import type { MissingSecret, Service } from "../catalog/resolve.ts";
import { SECRETS_PATH } from "../lib/names.ts";

export interface Missing {
  /** `service/secret`. */
  id: string;
  node: string;
  service: string;
  /** What is left out. */
  without: string[];
}

export function missingIn(services: readonly Service[]): Missing[] {
  return services.flatMap(({ node, name: service, missing }) =>
    missing.map((one) => ({ id: one.id, node, service, without: usesOf(one) })),
  );
}

/** One line of a plan. */
export function missingText({ id, node, service, without }: Missing): string {
  return (
    `${id}: is not set, so ${service} goes without ${without.join(", ")}; ` +
    `run npx bev secrets set ${node}/${id}`
  );
}

/** A file without a variable is one that the service looks for itself. */
function usesOf({ name, variables }: MissingSecret): string[] {
  return variables.length > 0 ? variables : [`${SECRETS_PATH}/${name}`];
}
