/** What `bev status` says of backups. */
import { expect, it } from "@jest/globals";
import { summaryText } from "./summary.ts";

const age = (service: string, ageSeconds: number, isLate: boolean) => ({
  ...{ node: "thanos", service, count: 1, ageSeconds, isLate },
  ...(Number.isFinite(ageSeconds) && {
    newest: { id: "a", service, time: "", bytes: 1, facts: "" },
  }),
});

it("is how many are in time, the oldest, and which are not", () => {
  expect(summaryText([age("redis", 60, false), age("postgres", 7200, false)])).toBe(
    "2 of 2 services in time; oldest postgres, 2 h",
  );
  expect(summaryText([age("redis", Infinity, true), age("postgres", 7200, true)])).toBe(
    "0 of 2 services in time; oldest postgres, 2 h; late or none: redis, postgres",
  );
});
