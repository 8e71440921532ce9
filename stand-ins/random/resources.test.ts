import { expect, it } from "@jest/globals";
import { Provider } from "../kit/provider.ts";
import type { Properties } from "../kit/values.ts";
import { resources } from "./resources.ts";

const provider = new Provider(
  {
    name: "random",
    version: "1.0.0",
    configSchema: {},
    configure: async () => undefined,
    resources,
  },
  { log: () => undefined },
);
it.each<[string, Properties, string, string]>([
  [
    "minimums that exceed the length",
    { length: 3, minLower: 4 },
    "length",
    "must be at least the sum of the minimums, 4, got 3",
  ],
  [
    "the older name of numeric",
    { length: 1, number: false },
    "number",
    "not implemented by this stand-in; use the published plugin or leave the property out",
  ],
])("a password is refused with %s", (_title, inputs, property, reason) => {
  const { failures } = provider.check("random:index/randomPassword:RandomPassword", inputs);
  expect(failures).toEqual([{ property, reason }]);
});

it.each(Object.entries(resources))("every change replaces a %s", (_token, { schema }) => {
  const kept = Object.entries(schema.inputProperties).filter(
    ([, property]) => !property.willReplaceOnChanges,
  );
  expect(kept).toEqual([]);
});
