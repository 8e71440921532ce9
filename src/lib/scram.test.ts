import { expect, it } from "@jest/globals";
import { scramVerifier, verifier } from "./scram.ts";

it("computes what RFC 7677's example server keeps", () => {
  const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
  expect(verifier("pencil", salt)).toBe(
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$" +
      "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});

it("is the same every time, and another for another login or password", () => {
  const one = scramVerifier("postgres-replica/replication", "secret");
  expect(scramVerifier("postgres-replica/replication", "secret")).toBe(one);
  expect(scramVerifier("postgres-exporter/password", "secret")).not.toBe(one);
  expect(scramVerifier("postgres-replica/replication", "other")).not.toBe(one);
});
