/** What the resources of the docker provider have in common. */
import { setTimeout as sleep } from "node:timers/promises";
import { ProviderError } from "../kit/provider.ts";
import type { Value } from "../kit/values.ts";
import { isNotFound, messageOf } from "./engine.ts";

const BUSY_SECONDS = 30;

/** Runs a request to the Engine; a failure names what was attempted. */
export async function attempt<T>(what: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw new ProviderError(`${what}: ${messageOf(error)}`);
  }
}

/** Removes something that may be busy for a moment. What is gone already is removed. */
export async function retryWhile(
  busy: string,
  signal: AbortSignal,
  remove: () => Promise<void>,
  pause: () => Promise<void> = () => oneSecond(signal),
): Promise<void> {
  for (let second = 0; ; second++) {
    try {
      await remove();
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      const message = messageOf(error);
      if (!message.includes(busy) || second >= BUSY_SECONDS) throw new ProviderError(message);
      await pause();
    }
  }
}

/** @throws the reason of a cancellation that comes meanwhile */
export async function oneSecond(signal: AbortSignal): Promise<void> {
  await sleep(1000, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}

export function labelMap(labels: Value | undefined): Record<string, string> {
  const pairs = (labels ?? []) as { label: string; value: string }[];
  return Object.fromEntries(pairs.map(({ label, value }) => [label, value]));
}

export function labelSet(labels: Record<string, string> | null | undefined): Value[] {
  return Object.entries(labels ?? {}).map(([label, value]) => ({ label, value }));
}
