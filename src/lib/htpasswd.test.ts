/** The form that a password file has. */
import { expect, it } from "@jest/globals";
import { htpasswdVerifier } from "./htpasswd.ts";

it("is what htpasswd -s writes", () => {
  expect(htpasswdVerifier("password")).toBe("{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=");
});
