/** What every component of a stack gets: its site, its secrets and its certificates. */
import type { VerifierKind } from "../catalog/needs.ts";
import type * as pulumi from "@pulumi/pulumi";
import type { RenderSite } from "../container/rendered-service.ts";
import type { Certifier } from "./certificates.ts";
import type { Handovers } from "./handovers.ts";
import type { Host } from "./host.ts";
import type { SecretStore } from "./secrets.ts";

export interface DeploymentSite extends RenderSite {
  dockerHost: string;
  /** Volumes with something worth saving survive their stack. */
  protect: boolean;
  host: Host;
  secrets: SecretStore;
  handovers: Handovers;
  /** Who certifies a server of this stack; `stack` is the stack's own authority. */
  certifier: (issuer?: "stack") => Certifier;
  /** PEM that the certificate of a service, here or elsewhere, chains to; empty while nobody knows it. */
  authorityOf: (service: string) => pulumi.Output<string>;
  /** Verifier of `service/secret`, here or published by another stack; undefined while its service does not run. */
  verifierOf: (secret: string, kind: VerifierKind) => Verifier | undefined;
}

/** What lets a server check a login, not make it (ADR-0009). */
export interface Verifier {
  value: pulumi.Output<string>;
  /** Done when Vault has the password: before that nothing may want it. */
  kept: readonly pulumi.Resource[];
}
