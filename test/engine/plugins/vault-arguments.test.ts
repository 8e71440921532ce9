/** Every argument that the vault stand-in takes reaches Vault, and a change of it does too. */
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Provider } from "../../../stand-ins/kit/provider.ts";
import type { Properties } from "../../../stand-ins/kit/values.ts";
import { vaultProvider } from "../../../stand-ins/vault/definition.ts";
import { VaultServer } from "../../kit/vault.ts";
import { subjects } from "./vault-arguments.ts";
import { ROOT } from "./vault-root-arguments.ts";
import type { Row, Subject } from "./vault-row.ts";

const definition = vaultProvider("7.8.0");
const provider = new Provider(definition, { log: () => undefined });
const call = { urn: "urn", timeout: 0 };
const server = new VaultServer();
const all = subjects(server.file("audit.log"));
afterAll(() => server.stop());

describe("the table of arguments", () => {
  const tokens = Object.keys(definition.resources).filter((token) => !token.endsWith("RootCert"));

  it.each(tokens)("has a row for each that the stand-in takes: %s", (token) => {
    const { schema } = provider.handler(token);
    const taken = Object.keys(schema.inputProperties).filter((name) => !schema.refused.has(name));
    const [subject] = all.filter((one) => `vault:${one.token}` === token);
    const { place = {}, rows = [], own = {} } = subject ?? {};
    const named = [...Object.keys(place), ...Object.keys(own), ...rows.map((one) => one.property)];
    expect(named.sort()).toEqual(taken.sort());
  });
});

describe("each argument of a resource of Vault", () => {
  const before = new Map<Subject, unknown>();
  const after = new Map<Subject, unknown>();
  const states = new Map<Subject, { id: string; made: Properties; changed: Properties }>();
  const again: string[] = [];

  beforeAll(async () => {
    await server.start();
    await definition.configure({
      address: server.address,
      caCertFile: server.caFile,
      token: server.rootToken,
    });
    for (const subject of all) await follow(subject);
  });

  it("is settled once it is made, changed or imported", () => {
    expect(again).toEqual([]);
  });

  describe.each(all.map((subject) => [subject.at, subject.entry ?? "", subject] as const))(
    "%s %s",
    (_at, _entry, subject) => {
      it.each(subject.rows)("reaches Vault: $property", ({ before: value, shown, expected }) => {
        expect(at(before.get(subject), shown)).toEqual(expected ? expected.before : value);
      });

      const changing = subject.rows.filter((row) => row.after !== undefined);
      if (changing.length === 0) return;
      it.each(changing)("can be changed: $property", ({ after: value, shown, expected }) => {
        expect(at(after.get(subject), shown)).toEqual(expected ? expected.after : value);
      });
    },
  );

  /** Makes it, changes it, reads it as an import does, and sees after each that nothing is left. */
  async function follow(subject: Subject): Promise<void> {
    const token = `vault:${subject.token}`;
    const inputs = checked(subject, (row) => row.before);
    const { id, outputs: made } = await provider.create(token, inputs, call);
    settled(subject, "made", made, inputs);
    before.set(subject, await told(subject));
    const wanted = checked(subject, (row) => row.after ?? row.before);
    const changed = subject.rows.some((row) => row.after !== undefined)
      ? await provider.update(token, id, made, wanted, call)
      : made;
    settled(subject, "changed", changed, wanted);
    after.set(subject, await told(subject));
    const imported = await provider.read(token, id, {}, undefined, call);
    const failures = provider.check(token, imported?.inputs ?? {}).failures;
    if (failures.length > 0) again.push(`imported ${id}: ${JSON.stringify(failures)}`);
    states.set(subject, { id, made, changed });
  }

  function checked(subject: Subject, value: (row: Row) => unknown): Properties {
    const own = Object.entries(subject.own).flatMap(([name, { value: one }]) =>
      one === undefined ? [] : [[name, one]],
    );
    const given = {
      ...subject.place,
      ...Object.fromEntries(own),
      ...Object.fromEntries(subject.rows.map((row) => [row.property, value(row)])),
    } as Properties;
    const { inputs, failures } = provider.check(`vault:${subject.token}`, given);
    if (failures.length > 0) throw new Error(`${subject.at}: ${JSON.stringify(failures)}`);
    return inputs;
  }

  function settled(subject: Subject, when: string, state: Properties, inputs: Properties): void {
    for (const change of provider.diff(`vault:${subject.token}`, state, inputs, [])) {
      again.push(`${when} ${subject.at} ${subject.entry ?? ""}: ${JSON.stringify(change)}`);
    }
  }

  async function told({ at: where, entry }: Subject): Promise<unknown> {
    const answer = await server.read(where);
    return entry === undefined ? answer : answer?.[entry];
  }
});

describe("each argument of a root certificate", () => {
  const token = "vault:pkiSecret/secretBackendRootCert:SecretBackendRootCert";
  const values = Object.entries(ROOT).map(([name, [value]]) => [name, value] as const);
  const inputs = {
    ...(Object.fromEntries(values) as Properties),
    ...{ backend: "pki", type: "internal", issuerName: "table", keyName: "table-key" },
  };
  let said = "";
  let outputs: Properties = {};

  beforeAll(async () => {
    const checked = provider.check(token, inputs).inputs;
    ({ outputs } = await provider.create(token, checked, call));
    const input = outputs["certificate"] as string;
    said = execFileSync("openssl", ["x509", "-noout", "-text"], { input, encoding: "utf8" });
  });

  it("is in the table, or seen elsewhere", () => {
    const { schema } = provider.handler(token);
    const taken = Object.keys(schema.inputProperties).filter((name) => !schema.refused.has(name));
    // The first of all tests of the stand-in has a ttl; a key that nobody gets has no format.
    const elsewhere = ["format", "notBeforeDuration", "privateKeyFormat", "ttl"];
    expect([...Object.keys(inputs), ...elsewhere].sort()).toEqual(taken.sort());
  });

  it.each(Object.entries(ROOT))("is in the certificate: %s", (_name, [, text]) => {
    expect(said).toContain(text);
  });

  it("names the issuer and its key", async () => {
    expect(await server.read("pki/issuer/table")).toMatchObject({
      issuer_id: outputs["issuerId"],
      key_id: outputs["keyId"],
    });
    expect(await server.read("pki/key/table-key")).toMatchObject({ key_id: outputs["keyId"] });
    expect(outputs["serialNumber"]).toMatch(/^([0-9a-f]{2}:){15,}[0-9a-f]{2}$/);
  });

  it.each([
    ["format", { format: "der" }, /^[A-Za-z0-9+/=]+$/],
    ["format", { format: "pem_bundle" }, /^-----BEGIN CERTIFICATE-----/],
  ])("%s is that of the answer: %j", async (_name, changes, form) => {
    const plain = {
      backend: "pki",
      type: "internal",
      commonName: "x",
      keyType: "ec",
      keyBits: 256,
    };
    const checked = provider.check(token, { ...plain, ...changes }).inputs;
    const made = await provider.create(token, checked, call);
    expect(made.outputs["certificate"]).toMatch(form);
  });

  it("backdates by notBeforeDuration and ends by ttl", async () => {
    const times = { ttl: "2h", notBeforeDuration: "1h" };
    const plain = {
      backend: "pki",
      type: "exported",
      commonName: "x",
      keyType: "ec",
      keyBits: 256,
    };
    const checked = provider.check(token, { ...plain, ...times }).inputs;
    const made = await provider.create(token, checked, call);
    const { validFrom, validTo } = new X509Certificate(made.outputs["certificate"] as string);
    expect(Date.parse(validTo) - Date.parse(validFrom)).toBe(3 * 3600_000);
    expect(JSON.stringify(made.outputs)).not.toContain("PRIVATE KEY");
  });
});

function at(answer: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((from, part) => (from as Record<string, unknown> | undefined)?.[part], answer);
}
