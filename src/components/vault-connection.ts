/** The vault provider of a stack. */
import { Provider } from "@pulumi/vault/provider.js";
import type * as pulumi from "@pulumi/pulumi";

export interface VaultConnection {
  /** `https://host:port`. */
  address: string;
  /** With what its certificate chains to, in PEM. */
  authorityFile: string;
  /** Absent while the stack that runs Vault was never deployed: a preview needs none. */
  token: pulumi.Input<string> | undefined;
}

/** The one provider of a stack for its resources in Vault. */
export function connectVault(
  stack: string,
  { address, authorityFile, token }: VaultConnection,
  parent: pulumi.Resource,
): Provider {
  return new Provider(
    `${stack}-vault`,
    {
      address,
      caCertFile: authorityFile,
      // The token is limited itself, and may not make others.
      skipChildToken: true,
      ...(token !== undefined && { token }),
    },
    { parent },
  );
}
