/**
 * Runs unit tests for Stryker in one process that loads them once. Jest loads every module again for each
 * mutant, which takes a hundred times as long as the tests.
 */
import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { MutantCoverage } from "@stryker-mutator/api/core";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import type {
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
} from "@stryker-mutator/api/test-runner";
import { noted } from "./globals.ts";
import type { NotedTest } from "./globals.ts";

const TESTS = [
  "src/rules/*.test.ts",
  "src/catalog/*.test.ts",
  "policies/**/*.test.ts",
  // What a rule says of itself.
  "operations/pages/policies-page.test.ts",
];
/** It starts bash a few hundred times, and the table beside it holds the same facts. */
const LEFT_OUT = ["src/rules/outcomes-in-bash.test.ts"];

/** What the instrumented files read and write. */
interface Instrumented {
  activeMutant?: string;
  currentTestId?: string;
  mutantCoverage?: MutantCoverage;
  hitCount?: number;
  hitLimit?: number;
}

class UnitTestRunner implements TestRunner {
  readonly #state: Instrumented = {};

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    Object.assign(globalThis, { __stryker__: this.#state });
    const globals = new URL("globals.ts", import.meta.url).href;
    registerHooks({
      resolve: (specifier, context, next) =>
        specifier === "@jest/globals"
          ? { url: globals, shortCircuit: true }
          : next(specifier, context),
    });
    // In the same order in each process: a test is known by its place.
    const files = globSync(TESTS).filter((file) => !LEFT_OUT.includes(file));
    for (const file of files.sort()) await import(pathToFileURL(path.resolve(file)).href);
  }

  async dryRun(): Promise<DryRunResult> {
    const tests = await this.#run([...noted.keys()], { isWhole: true });
    const { mutantCoverage } = this.#state;
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) };
  }

  async mutantRun({
    activeMutant,
    testFilter,
    hitLimit,
  }: MutantRunOptions): Promise<MutantRunResult> {
    Object.assign(this.#state, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    const tests = await this.#run(testFilter?.map(Number) ?? [...noted.keys()], {
      isWhole: false,
    });
    const isEndless = determineHitLimitReached(this.#state.hitCount, hitLimit);
    return toMutantRunResult(isEndless ?? { status: DryRunStatus.Complete, tests });
  }

  /** Up to the first that fails, unless the whole is wanted. */
  async #run(places: readonly number[], { isWhole }: { isWhole: boolean }): Promise<TestResult[]> {
    const results: TestResult[] = [];
    for (const place of places) {
      const test = noted[place];
      if (!test) throw new Error(`test ${String(place)}: must be one of ${String(noted.length)}`);
      this.#state.currentTestId = String(place);
      const result = await resultOf(test, String(place));
      results.push(result);
      if (!isWhole && result.status === TestStatus.Failed) break;
    }
    delete this.#state.currentTestId;
    return results;
  }
}

async function resultOf({ name, run }: NotedTest, id: string): Promise<TestResult> {
  const begun = performance.now();
  const known = () => ({ id, name, timeSpentMs: performance.now() - begun });
  try {
    await run();
    return { ...known(), status: TestStatus.Success };
  } catch (error) {
    return { ...known(), status: TestStatus.Failed, failureMessage: String(error) };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "unit", UnitTestRunner)];
