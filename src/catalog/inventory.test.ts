/** The catalogue against a copy of the documents' figures: what differs says by whose decision. */
import { describe, expect, it } from "@jest/globals";
import { readdirSync } from "node:fs";
import inventory from "../../test/data/inventory.json" with { type: "json" };
import { images } from "./images.ts";
import { catalog } from "./index.ts";
import { nodes } from "./nodes.ts";
import type { NodeName } from "./nodes.ts";
import { resolveService } from "./resolve.ts";
import type { DeviatingField, ServiceSpec } from "./types.ts";

type Row = (typeof inventory.services)[number];

const rows = inventory.services;
const adrs = readdirSync("docs/adr").map((file) => `ADR-${file.slice(0, 4)}`);

/** `EDGE` rows carry their region in the id. */
function stackOf({ id, node }: Row): string {
  return node === "EDGE" ? `edge-${id.split("/")[1] ?? ""}` : node.toLowerCase();
}

function serviceOf(row: Row): ServiceSpec | undefined {
  const name = row.aliasOf ?? row.name;
  const named = catalog.filter((service) => service.name === name);
  return (
    named.find(({ node }) => node === stackOf(row)) ?? (named.length === 1 ? named[0] : undefined)
  );
}

function hostFactOf(row: Row) {
  const node = nodes[stackOf(row) as NodeName] as (typeof nodes)[NodeName] | undefined;
  return node?.hostLevel.find(({ name }) => name === row.name);
}

/** The fields in which the catalogue says something else than the documents. */
function differences(row: Row, spec: ServiceSpec): DeviatingField[] {
  const service = resolveService(spec);
  const found: Record<DeviatingField, boolean> = {
    node: spec.node !== stackOf(row),
    image: row.image !== null && row.image !== imageText(spec),
    ports: !sameSet(
      row.ports,
      service.ports.flatMap(({ external }) => external ?? []),
    ),
    cpu: row.cpu !== (spec.resources?.cpu ?? null),
    memory: row.memoryMb !== (spec.resources?.memory ?? null),
    gpu: row.gpus !== (spec.resources?.gpu ?? null),
    env: row.env.some((entry) => !envTexts(spec).includes(entry)),
    volumes: volumesDiffer(row, spec),
    health: row.healthPath !== null && !JSON.stringify(spec.health).includes(row.healthPath),
    dependsOn: !sameSet([...row.dependsOn, ...row.dependsOnInferred], service.dependsOn),
    replicas:
      row.replicas.min !== service.replicas.min || row.replicas.max !== service.replicas.max,
  };
  return Object.entries(found).flatMap(([field, differs]) =>
    differs ? [field as DeviatingField] : [],
  );
}

function imageText({ image }: ServiceSpec): string {
  return image ? `${images[image].repository}:${images[image].tag}` : "";
}

function envTexts({ env = {} }: ServiceSpec): string[] {
  return Object.entries(env).map(([key, value]) =>
    typeof value === "string" ? `${key}=${value}` : key,
  );
}

/** The documents name few volumes; a stateful service gets one without being said to deviate. */
function volumesDiffer(row: Row, { volumes = [] }: ServiceSpec): boolean {
  const ours = volumes.map(({ name, path }) => `${row.name}_${name}:${path}`);
  if (row.volumes.length > 0) return !sameSet(row.volumes, ours);
  return volumes.length > 0 && !inventory.stateful.includes(row.name);
}

function sameSet<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

it("counts 125 rows", () => {
  expect(rows).toHaveLength(125);
});

describe.each(rows.map((row) => [row.id, row] as const))("%s", (_id, row) => {
  it("is a service, an alias of one, or a fact of its node, with the documents' sources", () => {
    const service = serviceOf(row);
    const fact = hostFactOf(row);
    const sources = service?.sources ?? fact?.sources ?? [];
    if (row.aliasOf !== null) expect(service?.aliases).toContain(row.name);
    expect(sources).toEqual(expect.arrayContaining(row.sources));
    expect(service === undefined || fact === undefined).toBe(true);
  });

  const service = row.aliasOf === null ? serviceOf(row) : undefined;
  if (service) {
    it("differs from the documents only where it says so", () => {
      const { deviates = {} } = service;
      expect(Object.keys(deviates).sort()).toEqual(differences(row, service).sort());
    });
  }
});

it("adds nothing that the documents do not name, but the exporters of ADR 0010 and the agents of ADR 0013", () => {
  const named = new Set(rows.flatMap((row) => serviceOf(row) ?? []));
  const added = catalog.filter((service) => !named.has(service));
  expect(added.map(({ node, name, sources }) => [node, name, ...sources])).toEqual([
    ["oracle1", "vault-agent", "ADR-0013"],
    ["thanos", "vault-agent", "ADR-0013"],
    ["thanos", "postgres-exporter", "ADR-0010"],
    ["oracle1", "redis-exporter", "ADR-0010"],
    ["thanos", "redis-exporter", "ADR-0010"],
    ["oracle1", "blackbox-exporter", "ADR-0010"],
  ]);
});

it("cites a contradiction or an ADR that exists for each deviation", () => {
  const known = new Set([...inventory.contradictions, ...adrs]);
  const cited = catalog.flatMap(({ deviates = {} }) => Object.values(deviates));
  expect(cited.filter((citation) => !known.has(citation))).toEqual([]);
});

it.each(inventory.stateful)("gives the stateful %s a volume", (name) => {
  const services = catalog.filter((service) => service.name === name);
  expect(services).not.toEqual([]);
  for (const service of services) expect(service.volumes ?? []).not.toEqual([]);
});

it("keeps every alias that the documents use", () => {
  const missing = rows.flatMap((row) =>
    row.aliases.filter((alias) => !serviceOf(row)?.aliases?.includes(alias)),
  );
  expect(missing).toEqual([]);
});
