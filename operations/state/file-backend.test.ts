import { expect, it } from "@jest/globals";
import fc from "fast-check";
import os from "node:os";
import path from "node:path";
import { backendDirectory, backendUrl } from "./file-backend.ts";

const home = os.userInfo().homedir;

it.each([
  ["file:///p", "/p"],
  ["file:///p/", "/p"],
  ["file:///p?no_tmp_dir=true", "/p"],
  ["file:///p?metadata=skip&create_dir=1", "/p"],
  ["file://~/p", path.join(home, "p")],
  ["file://~", home],
  ["file://~?no_tmp_dir=true", home],
  ["file://./p", "/project/p"],
  ["file://p/q", "/project/p/q"],
  ["file://", "/project"],
  ["file://../p", "/p"],
  ["file:///a%20b", "/a b"],
  ["file:///a b", "/a b"],
  ["file:///50%2541", "/50%41"],
  ["file:///a%23b?c", "/a#b"],
  ["file:///a%3Fb", "/a?b"],
  ["file:///a//b/../c", "/a/c"],
])("reads %s as Pulumi does", (url, directory) => {
  expect(backendDirectory(url, "/project")).toBe(directory);
});

it.each(["s3://bucket/p", "/p", "", "gs://file://p", "file:///%zz", "file:///50%"])(
  "knows no folder of %j",
  (url) => {
    expect(backendDirectory(url, "/project")).toBeUndefined();
  },
);

it("names every folder so that it is found again", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[\0/]/.test(text));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
      const directory = path.resolve("/", ...names.map((one) => `x${one}`));
      expect(backendDirectory(backendUrl(directory), "/project")).toBe(directory);
    }),
    { numRuns: 1000 },
  );
});
