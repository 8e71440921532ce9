/** Which secret belongs to which service, and whether the service takes a new value while it runs. */

interface Secret {
  name: string;
  from?: string;
}

/** How a product takes changed secret files. */
interface Product {
  reload?: string;
  atStart?: readonly string[];
}

/** `service/secret` on its node: each name is one secret. */
export function secretId({ name }: { name: string }, secret: Secret): string {
  return secret.from ?? `${name}/${secret.name}`;
}

/** Name of a service's certificate, with its key, in the run record. */
export function certificateId(service: string): string {
  return `${service}/certificate`;
}

/** Whether a service of the product goes on with another one as it runs; else it gets a new container. */
export function isTakenLive({ reload, atStart = [] }: Product, { name }: Secret): boolean {
  return reload !== undefined && !atStart.includes(name);
}

/** By secret, on a container that was replaced for it: how often it was rotated. */
export const ROTATED_LABEL = "bev.rotated";

/** Such as `redis/auth.conf=1`; undefined where nothing was rotated. */
export function rotatedText(rotated: Readonly<Record<string, number>>): string | undefined {
  const counts = Object.entries(rotated).map(([id, count]) => `${id}=${String(count)}`);
  return counts.length > 0 ? counts.sort().join(",") : undefined;
}

/** Counts and names, and nothing else. */
export function isRotatedText(text: string): boolean {
  return text.split(",").every((entry) => /^[\w.-]+(\/[\w.-]+)?=[1-9]\d{0,3}$/.test(entry));
}

/** What the labels of a stack's containers say together: of two that differ, one is out of date. */
export function rotationsOf(labels: readonly Readonly<Record<string, string>>[]) {
  const rotated: Record<string, number> = {};
  for (const entry of labels.flatMap((one) => one[ROTATED_LABEL]?.split(",") ?? [])) {
    const [id = "", count] = entry.split("=");
    rotated[id] = Math.max(rotated[id] ?? 0, Number(count));
  }
  return rotated;
}
