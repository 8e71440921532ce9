/** What a unit test imports of `@jest/globals`, as far as tests of rules and packs do: each test is only noted. */
import { expect } from "expect";
import { bind } from "jest-each";

export interface NotedTest {
  name: string;
  run: () => unknown;
}

export const noted: NotedTest[] = [];
const outer: string[] = [];

function it(title: string, run: () => unknown): void {
  noted.push({ name: [...outer, title].join(" "), run });
}

function describe(title: string, body: () => void): void {
  outer.push(title);
  body();
  outer.pop();
}

const eachIt = Object.assign(it, { each: bind(it, false) });
const eachDescribe = Object.assign(describe, { each: bind(describe, false) });
export { eachDescribe as describe, eachIt as it, expect };
