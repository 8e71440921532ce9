/** A certificate: an authority's own, or one that it signs for a server. */
// The library finds its parts by it.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { z } from "zod";

const pair = z.strictObject({ certificate: z.string(), key: z.string() });

const input = z.strictObject({
  name: z.string(),
  days: z.number(),
  /** Who signs; absent: it signs itself, and then others. */
  authority: pair.optional(),
  /** DNS names and addresses under which the server is reached. */
  hosts: z.array(z.string()).default([]),
});

const CURVE = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 24 * 60 * 60 * 1000;

/** @returns the certificate, then its key, in PEM */
export async function certificateStep(raw: unknown): Promise<string> {
  const { name, days, authority, hosts } = input.parse(raw);
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const common = {
    serialNumber: randomBytes(16).toString("hex"),
    subject: `CN=${name}`,
    // A machine whose clock is a little behind takes it too.
    notBefore: new Date(Date.now() - 60 * 60 * 1000),
    notAfter: new Date(Date.now() + days * DAY_MS),
    signingAlgorithm: CURVE,
    publicKey: keys.publicKey,
  };
  const certificate = await x509.X509CertificateGenerator.create({
    ...common,
    ...(authority
      ? await signedBy(authority)
      : { issuer: common.subject, signingKey: keys.privateKey }),
    extensions: authority
      ? await serverExtensions(keys.publicKey, hosts, authority.certificate)
      : await authorityExtensions(keys.publicKey),
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return `${certificate.toString("pem")}\n${x509.PemConverter.encode(key, "PRIVATE KEY")}\n`;
}

async function signedBy({ certificate, key }: z.infer<typeof pair>) {
  const [der] = x509.PemConverter.decode(key);
  const signingKey = await webcrypto.subtle.importKey("pkcs8", der as ArrayBuffer, CURVE, false, [
    "sign",
  ]);
  return { issuer: new x509.X509Certificate(certificate).subject, signingKey };
}

async function authorityExtensions(publicKey: webcrypto.CryptoKey): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
  ];
}

async function serverExtensions(
  publicKey: webcrypto.CryptoKey,
  hosts: readonly string[],
  authority: string,
): Promise<x509.Extension[]> {
  const names = hosts.map((value) => ({
    type: isIP(value) ? ("ip" as const) : ("dns" as const),
    value,
  }));
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(names),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(
      new x509.X509Certificate(authority).publicKey,
    ),
  ];
}
