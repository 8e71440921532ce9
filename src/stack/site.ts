/** What the services of a stack are built with: where secrets are kept and who issues certificates. */
import * as pulumi from "@pulumi/pulumi";
import type { VaultIssuer } from "../components/certificates.ts";
import { SecretStore } from "../components/secrets.ts";
import type { Keeper } from "../components/secrets.ts";
import type { DeploymentSite } from "../components/site.ts";
import { findService } from "../rules/dependencies.ts";
import { serversOf } from "../rules/primaries.ts";
import type { Published } from "./contracts/consume.ts";
import type { Ground } from "./ground.ts";

/** What Vault does for a stack. */
export interface VaultServices {
  keeper: Keeper;
  issuer: VaultIssuer;
}

/** @param vault absent where there is none, and for the services that Vault itself needs */
export function createSite(
  { certificates, ...ground }: Ground,
  published: Pick<Published, "authorities" | "verifiers">,
  vault?: VaultServices,
): DeploymentSite {
  const { stack, services, others, host, rotated = {} } = ground;
  const secrets = new SecretStore(host, rotated, vault?.keeper);
  const certifier = (issuer?: "stack") =>
    vault && issuer === undefined ? certificates().issuedBy(vault.issuer) : certificates().own;
  const all = [...services, ...others];
  const authorityAt = (node: string) => {
    const known = node === stack ? undefined : published.authorities[node];
    if (known !== undefined) return pulumi.output(known);
    // All nodes with Vault have theirs from the same.
    return node === stack || vault ? certifier().authority() : pulumi.output("");
  };
  return {
    ...ground,
    secrets,
    certifier,
    authorityOf(name) {
      const found = findService(all, { node: stack }, name);
      const nodes = found ? serversOf(found, all).map(({ node }) => node) : [stack];
      const authorities = [...new Set(nodes)].map(authorityAt);
      return pulumi.all(authorities).apply((texts) => [...new Set(texts)].join(""));
    },
    verifierOf(secret, kind) {
      const isHere = services.some(({ name }) => secret.startsWith(`${name}/`));
      if (isHere) {
        return { value: secrets.verifier(secret, kind), kept: secrets.passwordOf(secret).kept };
      }
      const verifier = published.verifiers[secret];
      return verifier === undefined ? undefined : { value: pulumi.output(verifier), kept: [] };
    },
  };
}
