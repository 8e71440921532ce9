/** What the lab's Prometheus answers. */
import { addressOf, lab } from "./lab.ts";

/** @param path below /api/v1 */
export async function asked<T>(path: string): Promise<T> {
  const url = `http://${addressOf("oracle1")}:9090/api/v1/${path}`;
  const answer = await lab.exec("oracle1", "prometheus", "wget", "-q", "-O", "-", url);
  return (JSON.parse(answer) as { data: T }).data;
}

/** What an expression gives: each series with its value. */
export async function seriesOf(
  expr: string,
): Promise<{ labels: Record<string, string>; value: number }[]> {
  const { result } = await asked<{ result: { metric: Record<string, string>; value: string[] }[] }>(
    `query?query=${encodeURIComponent(expr)}`,
  );
  return result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
}

/** By service, what an expression gives. */
export async function valuesOf(expr: string): Promise<Record<string, number>> {
  const series = await seriesOf(expr);
  return Object.fromEntries(series.map(({ labels, value }) => [String(labels["service"]), value]));
}

/** Once values have all of these services. */
export function isThere(...services: string[]) {
  return (values: Record<string, number>) => services.every((name) => name in values);
}
