import { expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { referenceFaults } from "./references.ts";
import type { ReferringRow } from "./references.ts";

const CERTIFICATE = [
  { name: "certificate.pem", certificate: "certificate" as const },
  { name: "key.pem", certificate: "key" as const },
];
const server: ReferringRow = {
  ...{ name: "postgres", node: "thanos", family: "database", env: {} },
  secrets: [{ name: "password" }, ...CERTIFICATE],
};

function said(row: Partial<ReferringRow>, others: readonly ReferringRow[] = [server]): string {
  const service = { ...server, name: "client", family: "osint", secrets: [], ...row };
  const here = [service, ...others.filter(({ node }) => node === service.node)];
  return formatFaults(referenceFaults(here, [...here, ...others]));
}

it("has nothing against what is there", () => {
  const row = {
    env: { PASSWORD_FILE: { secretFile: "database" }, PLAIN: "text" },
    secrets: [
      { name: "database", from: "postgres/password" },
      { name: "authority.pem", certificate: "authority" as const, of: "postgres" },
    ],
    data: { databases: [{ name: "a-b.c/d_e", size: 1 }] },
  };
  expect(said(row)).toBe("");
});

const proxyOf = (...primaries: string[]) => ({ ...server, name: "proxy", secrets: [], primaries });
const believing = (of: string) => ({
  secrets: [{ name: "authority.pem", certificate: "authority" as const, of }],
});

it("asks of a proxy that all of its servers have certificates", () => {
  const plain = { ...server, name: "plain", secrets: [] };
  expect(said(believing("proxy"), [server, plain, proxyOf("postgres")])).toBe("");
  expect(said(believing("proxy"), [server, plain, proxyOf("postgres", "plain")])).toBe(
    'thanos/client/secrets/authority.pem/of: must be a service with a certificate, got "proxy"; set it in src/catalog/osint.ts',
  );
});

it.each<[string, Partial<ReferringRow>, string]>([
  [
    "a secret that its service does not have",
    { secrets: [{ name: "database", from: "postgres/pasword" }] },
    'secrets/database/from: must be a secret of the same node, got "postgres/pasword"',
  ],
  [
    "a secret of another node",
    { node: "oracle1", secrets: [{ name: "database", from: "postgres/password" }] },
    'secrets/database/from: must be a secret of the same node, got "postgres/password"',
  ],
  [
    "trust in a service without a certificate",
    { secrets: [{ name: "authority.pem", certificate: "authority", of: "redis" }] },
    'secrets/authority.pem/of: must be a service with a certificate, got "redis"',
  ],
  [
    "trust in itself without a certificate",
    { secrets: [{ name: "authority.pem", certificate: "authority" }] },
    'secrets/authority.pem/of: must be a service with a certificate, got "client"',
  ],
  [
    "a variable with a file that it does not get",
    { env: { PASSWORD_FILE: { secretFile: "absent" } } },
    'env/PASSWORD_FILE: must be a file of its own secrets, got "absent"',
  ],
  [
    "a name that a shell would read",
    { data: { topics: [{ name: "a b" }] } },
    'data: must be letters, digits and . / _ -, got "a b"',
  ],
])("refuses %s", (_what, row, problem) => {
  const node = row.node ?? "thanos";
  expect(said(row)).toBe(`${node}/client/${problem}; set it in src/catalog/osint.ts`);
});
