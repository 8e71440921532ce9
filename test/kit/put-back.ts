/** What a suite of the platform changed and puts back in its end, before the lab is checked. */
const steps: (() => Promise<unknown>)[] = [];

/** Instead of `afterAll`, whose functions would run after those of `test/platform/clean.ts`. */
export function putBack(step: () => Promise<unknown>): void {
  steps.push(step);
}

export async function putAllBack(): Promise<void> {
  for (const step of steps) await step();
}
