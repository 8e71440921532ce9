/** What services go without, because people have given no value for a secret. */
import type { Receivers } from "../catalog/receivers.ts";
import type { MissingSecret, Service } from "../catalog/resolve.ts";
import { SECRETS_PATH } from "../lib/names.ts";
import { softwareOf } from "./index.ts";

export interface Missing {
  /** `service/secret`. */
  id: string;
  node: string;
  service: string;
  /** What is left out. */
  without: string[];
}

/** None that nothing would use. */
export function missingIn(services: readonly Service[], receivers: Receivers): Missing[] {
  return services.flatMap((client) => {
    const { node, name: service, missing } = client;
    const uses = softwareOf(client).needs?.({ receivers });
    return missing
      .map((one) => ({ id: one.id, node, service, without: usesOf(one, uses) }))
      .filter(({ without }) => without.length > 0);
  });
}

/** One line of a plan. */
export function missingText({ id, node, service, without }: Missing): string {
  return (
    `${id}: is not set, so ${service} goes without ${without.join(", ")}; ` +
    `run npx bev secrets set ${node}/${id}`
  );
}

function usesOf(
  { name, variables }: MissingSecret,
  uses?: Readonly<Record<string, readonly string[]>>,
): string[] {
  const known = [...variables, ...(uses?.[name] ?? [])];
  // What has neither looks for the file itself.
  return known.length > 0 || uses ? known : [`${SECRETS_PATH}/${name}`];
}
