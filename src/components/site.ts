/** What every component of a stack is built with. */
import type * as pulumi from "@pulumi/pulumi";
import type { StackSite } from "../render/site.ts";
import type { Host } from "./host.ts";
import type { SecretStore } from "./secrets.ts";

export interface DeploymentSite extends StackSite {
  dockerHost: string;
  /** Volumes with something worth saving survive their stack. */
  protect: boolean;
  host: Host;
  secrets: SecretStore;
  /** Of `service/secret`, here or published by another stack; undefined while it does not run. */
  verifierOf: (secret: string) => pulumi.Output<string> | undefined;
}
