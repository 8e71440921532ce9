/** The same work on several stacks, each with its progress. */
import { UserError } from "../../src/lib/error.ts";
import { showProgress } from "../progress.ts";

interface StackWork<V, T> {
  /** What is done to a stack, as the title of its step. */
  doing: string;
  done: (name: string, result: T) => string;
  work: (name: string, value: V, report: (detail: string) => void) => Promise<T>;
  concurrent: number;
}

/** Does the same with each stack, and says what came of those that had their turn. */
export async function eachStack<V, T extends { failed: boolean }>(
  stacks: ReadonlyMap<string, V>,
  { doing, done, work, concurrent }: StackWork<V, T>,
): Promise<T[]> {
  const results = new Map<string, T>();
  const steps = [...stacks].map(([name, value]) => ({
    title: `${doing} ${name}`,
    work: async (report: (detail: string) => void): Promise<string> => {
      const result = await work(name, value, report);
      results.set(name, result);
      if (result.failed) throw new UserError(`${name} failed`);
      return done(name, result);
    },
  }));
  await showProgress(steps, { concurrent }).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
  });
  return [...stacks.keys()].flatMap((name) => results.get(name) ?? []);
}
