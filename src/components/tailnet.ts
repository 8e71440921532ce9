/** The tailnet's policy file, and keys for its machines. */
import { Acl } from "@pulumi/tailscale/acl.js";
import { TailnetKey } from "@pulumi/tailscale/tailnetKey.js";
import * as pulumi from "@pulumi/pulumi";

export interface TailnetArgs {
  /** The whole policy file, as HuJSON. */
  policy: string;
  /** Tag of each machine that is given a key to join with, by its name; none: no keys are made. */
  joining: Readonly<Record<string, string>>;
}

/** Seconds that a key may wait for the machine that it is made for. */
const KEY_EXPIRY = 3600;

/**
 * What the machines have in common on the tailnet: grants between machines, and keys to join with.
 * Invariant: no key has a tag that the policy does not know. The provider takes its credentials from
 * Pulumi's `tailscale` configuration or the environment. MagicDNS is on in every tailnet from its start.
 */
export class Tailnet extends pulumi.ComponentResource {
  static readonly type = "bev:network:Tailnet";
  /** By machine. Each lets one machine in, once. */
  readonly authKeys: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: TailnetArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Tailnet.type, name, {}, opts);
    const parent = this;
    const policy = createPolicy();
    this.authKeys = createKeys();
    this.registerOutputs({});

    function createPolicy(): Acl {
      return new Acl(`${name}-policy`, { acl: args.policy }, { parent });
    }

    function createKeys(): Record<string, pulumi.Output<string>> {
      const keys = Object.entries(args.joining).map(
        ([machine, tag]) => [machine, createKey(machine, tag).key] as const,
      );
      return Object.fromEntries(keys);
    }

    function createKey(machine: string, tag: string): TailnetKey {
      return new TailnetKey(
        `${name}-${machine}-key`,
        {
          description: `bev ${machine}`,
          tags: [tag],
          ephemeral: false,
          preauthorized: true,
          reusable: false,
          expiry: KEY_EXPIRY,
          // One that has been used or has expired has done its work.
          recreateIfInvalid: "never",
        },
        { parent, dependsOn: policy },
      );
    }
  }
}
