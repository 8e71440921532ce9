/** What a web server keeps of a password in its password file: with it a login can be checked, not made. */
import { createHash } from "node:crypto";

/**
 * Without a salt and fast to compute: enough for the passwords that the program draws, which nobody can guess (40 letters
 * and digits), and for no other.
 */
export function htpasswdVerifier(password: string): string {
  return `{SHA}${createHash("sha1").update(password).digest("base64")}`;
}
