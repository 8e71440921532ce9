/** What holds for every secret, not only for those that somebody thought of. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { containerSecretFindings } from "./secrets.ts";

const LETTERS = [
  ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".matchAll(/./g),
];

/** As RandomPassword draws it. */
function password(length: number): fc.Arbitrary<string> {
  const letter = fc.noBias(fc.constantFrom(...LETTERS.map(([letter]) => letter)));
  return fc.string({ unit: letter, minLength: length, maxLength: length });
}

const places = (secret: string): object[] => [
  { envs: [`DB_PASSWORD=${secret}`] },
  { envs: [`A=postgres://bev:${secret}@db/osint`] },
  { labels: [{ label: "api-key", value: secret }] },
  { command: ["redis-server", "--requirepass", secret] },
  { healthcheck: { tests: ["CMD-SHELL", `PGPASSWORD=${secret} psql`] } },
  { uploads: [{ content: `x ${secret}` }] },
];

it("finds every password that the platform draws, by its randomness alone", () => {
  fc.assert(
    fc.property(password(40), (secret) => {
      expect(containerSecretFindings({ envs: [`COLOUR=${secret}`] }, [])).toHaveLength(1);
    }),
    // Always the same thousand: one in some hundred thousand would pass for a name.
    { numRuns: 1000, seed: 1 },
  );
});

it("tells none of what it finds", () => {
  fc.assert(
    fc.property(password(12), (secret) => {
      for (const place of places(secret)) {
        const found = containerSecretFindings(place, [secret]);
        expect(found.length).toBeGreaterThan(0);
        expect(JSON.stringify(found)).not.toContain(secret);
      }
    }),
  );
});

it.each([
  "SimpleAuthenticationProviderFactoryBean",
  "org.apache.kafka.common.security.plain.PlainLoginModule",
  "internationalizationconfigurationmanager",
  "sentence-transformers-multi-qa-MiniLM-L6-cos-v1",
  "2026-11-21T20:45:39.000000000Z",
  "0.0.0.0/0,172.30.101.0/24",
])("takes %s for no secret", (text) => {
  expect(containerSecretFindings({ envs: [`A=${text}`] }, [])).toEqual([]);
});
