/** Initialises Vault and makes the token that deployments use. */
import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { renderStep } from "./step.ts";
import { AUDIT_FILES } from "../access/vault/paths.ts";
import type { VaultConnection } from "./vault-connection.ts";

export interface VaultServerArgs extends Omit<VaultConnection, "token"> {
  /** PEM that its certificate chains to. */
  authority: pulumi.Input<string>;
  /** Folder of the unseal shares on the machine that deploys. */
  shares: string;
  /** Files with the public keys of the shares' holders; none: the shares are kept as they are. */
  pgpKeys: readonly string[];
  /** The container's gate. */
  live: readonly pulumi.Resource[];
}

/**
 * A Vault of this stack, from new to one that takes a limited token. Invariant: no unseal share and no
 * root token is ever in the state, and none is left that has no bounds.
 */
export class VaultServer extends pulumi.ComponentResource {
  static readonly type = "bev:secrets:VaultServer";
  /** To deploy with. */
  readonly token: pulumi.Output<string>;

  constructor(name: string, args: VaultServerArgs, opts: pulumi.ComponentResourceOptions) {
    super(VaultServer.type, name, {}, opts);
    const parent = this;
    const bootstrap = createBootstrap();
    retireRoot();
    this.token = pulumi.secret(bootstrap.stdout);
    this.registerOutputs({});

    function createBootstrap(): local.Command {
      return new local.Command(
        `${name}-bootstrap`,
        {
          ...renderStep("vault-bootstrap"),
          stdin: request(),
          // Where the shares are is for people to read.
          logging: local.Logging.Stderr,
        },
        {
          parent,
          dependsOn: [...args.live],
          additionalSecretOutputs: ["stdout"],
          // It happens once: a Vault that has been set up takes no orders from another address.
          ignoreChanges: ["create", "stdin"],
        },
      );
    }

    /** After the state has the token: until then another run may need the root's. */
    function retireRoot(): local.Command {
      return new local.Command(
        `${name}-root-retired`,
        {
          ...renderStep("vault-retire-root"),
          stdin: request(),
          triggers: [bootstrap.id],
          logging: local.Logging.None,
        },
        { parent, dependsOn: bootstrap, ignoreChanges: ["create", "stdin"] },
      );
    }

    function request(): pulumi.Output<string> {
      const { address, authority, authorityFile, shares, pgpKeys } = args;
      const auditFile = AUDIT_FILES.bootstrap;
      return pulumi.jsonStringify({
        ...{ address, authority, authorityFile, shares, pgpKeys, auditFile },
      });
    }
  }
}
