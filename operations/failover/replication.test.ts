import { expect, it } from "@jest/globals";
import { parseReplication } from "./replication.ts";

it("reads how a replica stands", () => {
  const said =
    'subscription osint\ntable public.a\ntable public."b c"\nlacks public."b c"\nbusy\nat 0/15F\nheard 100\nheard 160\nnow 190';
  expect(parseReplication(said)).toEqual({
    ...{ isSubscribed: true, isBusy: true, at: "0/15F", silent: 30 },
    ...{ tables: ["public.a", 'public."b c"'], lacking: ['public."b c"'] },
  });
});

it("knows no time where the primary was never heard", () => {
  expect(parseReplication("now 190")).toEqual({
    ...{ isSubscribed: false, isBusy: false, at: "", silent: undefined, tables: [], lacking: [] },
  });
});
