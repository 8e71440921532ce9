import { expect, it } from "@jest/globals";
import { endingSoon, parseCertificateEnds, withNewCertificates } from "./certificates.ts";
import { runRecordOf } from "./versions.ts";

const NOW = new Date("2026-11-22T00:00:00Z");

it("knows the certificates that end within two months", () => {
  const ends = {
    postgres: "2027-01-20T23:59:59.000Z",
    "kafka-1": "2027-01-21T00:00:00.000Z",
    past: "2026-01-01T00:00:00.000Z",
  };
  expect(endingSoon(ends, NOW)).toEqual(["postgres", "past"]);
});

it.each([[undefined], [{ postgres: "" }], ["soon"]])("takes %j for none", (output) => {
  expect(parseCertificateEnds(output)).toEqual({});
});

it("counts each of them up, and leaves the rest of the record as it is", () => {
  const held = {};
  const rotated = { "postgres/certificate": 1, "postgres/password": 3 };
  const run = { held, previous: {}, rotated };
  const stack = { urn: "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s", type: "pulumi:pulumi:Stack" };
  const state = { resources: [{ ...stack, outputs: { contract: 1, run } }] };
  const renewed = withNewCertificates(state, ["postgres", "kafka-1"]);
  expect(runRecordOf(renewed)).toEqual({
    ...run,
    rotated: { "postgres/certificate": 2, "postgres/password": 3, "kafka-1/certificate": 1 },
  });
  expect(renewed.resources?.[0]?.outputs?.["contract"]).toBe(1);
});
