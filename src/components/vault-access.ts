/** The Vault policies and AppRoles of a stack. */
import { RandomUuid } from "@pulumi/random/randomUuid.js";
import { AuthBackendRole } from "@pulumi/vault/approle/authBackendRole.js";
import { Policy } from "@pulumi/vault/policy.js";
import * as pulumi from "@pulumi/pulumi";
import { TOKEN } from "../access/vault/access.ts";
import type { AccessPlan, AppRole } from "../access/vault/access.ts";
import { policyText } from "../access/vault/policy.ts";

export interface VaultAccessArgs {
  plan: AccessPlan;
  /** By role: how often it was rotated. */
  rotated?: Readonly<Record<string, number>>;
  /** Where roles log in, if this stack makes it. */
  after: readonly pulumi.Resource[];
}

/**
 * The policies and AppRoles that a stack declares. Invariant: no role is there before its policy, none
 * can be used from everywhere or without end, and what one logs in with is in no state.
 */
export class VaultAccess extends pulumi.ComponentResource {
  static readonly type = "bev:secrets:VaultAccess";
  readonly roles: readonly AuthBackendRole[];

  constructor(
    name: string,
    { plan, rotated = {}, after }: VaultAccessArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super(VaultAccess.type, name, {}, opts);
    // Names are fixed: who replaces one would end with it deleted.
    const parent = this;
    const common = { parent, deleteBeforeReplace: true };
    const policies = plan.policies.map(createPolicy);
    const dependsOn = [...policies, ...after];
    this.roles = plan.roles.map(createRole);
    this.registerOutputs({});

    function createPolicy({ name: policy, grants }: AccessPlan["policies"][number]): Policy {
      return new Policy(`${policy}-grants`, { name: policy, policy: policyText(grants) }, common);
    }

    /** Vault chooses the first role-id; another one is ours, for Vault changes none by itself. */
    function roleIdOf(role: string): pulumi.Output<string> | undefined {
      const generation = rotated[role] ?? 0;
      if (generation === 0) return undefined;
      const keepers = { generation: String(generation) };
      return new RandomUuid(`${role}-role-id`, { keepers }, { parent }).result;
    }

    function createRole({ name: role, policy, addresses, secretId }: AppRole) {
      const roleId = roleIdOf(role);
      return new AuthBackendRole(
        `${role}-role`,
        {
          roleName: role,
          ...(roleId && { roleId }),
          secretIdBoundCidrs: addresses,
          secretIdNumUses: secretId.uses,
          secretIdTtl: secretId.seconds,
          tokenBoundCidrs: addresses,
          tokenMaxTtl: TOKEN.most,
          tokenNoDefaultPolicy: true,
          tokenPolicies: [policy],
          tokenTtl: TOKEN.first,
        },
        { ...common, dependsOn },
      );
    }
  }
}
