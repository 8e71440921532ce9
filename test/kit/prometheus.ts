/** What the lab's Prometheus answers. */
import { addressOf, lab } from "./lab.ts";

/** @param path below /api/v1 */
export async function asked<T>(path: string): Promise<T> {
  const url = `http://${addressOf("oracle1")}:9090/api/v1/${path}`;
  const answer = await lab.exec("oracle1", "prometheus", "wget", "-q", "-O", "-", url);
  return (JSON.parse(answer) as { data: T }).data;
}

/** By service, what an expression gives. */
export async function valuesOf(expr: string): Promise<Record<string, number>> {
  const { result } = await asked<{ result: { metric: { service: string }; value: string[] }[] }>(
    `query?query=${encodeURIComponent(expr)}`,
  );
  return Object.fromEntries(
    result.map(({ metric, value: [, value] }) => [metric.service, Number(value)]),
  );
}

/** Once values have all of these services. */
export function isThere(...services: string[]) {
  return (values: Record<string, number>) => services.every((name) => name in values);
}
