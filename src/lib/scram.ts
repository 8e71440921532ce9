/** Computes SCRAM verifiers, with which PostgreSQL checks a password. */
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

/** PostgreSQL's own count. */
const ITERATIONS = 4096;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/**
 * What a PostgreSQL server keeps of a password (RFC 5802): with it a login can be checked, not made.
 * `password` is ASCII. The salt is of `login`, so that equal input gives an equal verifier.
 */
export function scramVerifier(login: string, password: string): string {
  const salt = createHash("sha256").update(`bev/${login}`).digest().subarray(0, SALT_BYTES);
  return verifier(password, salt);
}

export function verifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, KEY_BYTES, "sha256");
  const key = (name: string) => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(key("Client Key")).digest("base64");
  const server = key("Server Key").toString("base64");
  return `SCRAM-SHA-256$${String(ITERATIONS)}:${salt.toString("base64")}$${stored}:${server}`;
}
