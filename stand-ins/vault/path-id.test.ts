import { expect, it } from "@jest/globals";
import { ProviderError } from "../kit/provider.ts";
import { PathId } from "./path-id.ts";

const role = new PathId("auth/{backend}/role/{roleName}");

it("names the properties that it is made of", () => {
  expect(role.names).toEqual(["backend", "roleName"]);
});

it("is made of properties without their outer slashes", () => {
  expect(role.of({ backend: "/org/approle/", roleName: "app" })).toBe("auth/org/approle/role/app");
});

it("tells the properties that it was made of", () => {
  const id = "auth/org/approle/role/app";
  expect(role.parts(id, {})).toEqual({ backend: "org/approle", roleName: "app" });
});

it("ends a part at the first place where it can end", () => {
  const secret = new PathId("{mount}/data/{name}");
  expect(secret.parts("kv/data/app/data/one", {})).toEqual({ mount: "kv", name: "app/data/one" });
  const known = { mount: "team/data", name: "one" };
  expect(secret.parts("team/data/data/one", known)).toEqual(known);
});

it("keeps to what is known, where it means the same", () => {
  const known = { backend: "approle/", roleName: "app", other: 1 };
  expect(role.parts("auth/approle/role/app", known)).toEqual({
    backend: "approle/",
    roleName: "app",
  });
  expect(role.parts("auth/approle/role/b", known)).toEqual({ backend: "approle", roleName: "b" });
});

it("refuses what is no such path", () => {
  expect(() => role.parts("app", {})).toThrow(
    new ProviderError("id: must be auth/{backend}/role/{roleName}, got app"),
  );
});
