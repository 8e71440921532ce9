import { expect, it } from "@jest/globals";
import { X509Certificate } from "node:crypto";
import { record, settled } from "../../test/kit/mocks.ts";
import { certificateStep } from "../steps/certificate.ts";
import { Certificates } from "./certificates.ts";

it("says when a certificate ends, and nothing of one that a review makes up", async () => {
  const bundle = await certificateStep({ name: "redis", days: 825 });
  const { result } = await record(
    () => {
      const certificates = new Certificates(
        "ca",
        { hosts: [], hostsOf: () => [], rotated: {} },
        {},
      );
      for (const service of ["redis", "vault"]) certificates.own.of(service);
      return settled(certificates.ends());
    },
    { printed: { "redis-certificate": bundle } },
  );
  const redis = new X509Certificate(bundle).validToDate.toISOString();
  expect(result).toEqual({ redis, vault: "" });
});
