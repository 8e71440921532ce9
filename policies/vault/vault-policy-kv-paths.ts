/** Refuses paths of a key-value engine that match nothing, because data/ or metadata/ is missing. */
import { kvPathFindings } from "../../src/rules/vault.ts";
import type { VaultPolicyInputs } from "../../src/rules/vault.ts";
import type { Resource } from "../kit/resource.ts";
import type { StackRule } from "../kit/rule.ts";

/** Needs the mounts of the stack: only these tell which paths have versions. */
export const vaultPolicyKvPaths: StackRule = {
  name: "vault-policy-kv-paths",
  description:
    "A policy for a key-value engine of version 2 grants paths below data/ or metadata/, because the others match nothing and a service finds out at its first start.",
  severity: "high",
  tags: ["vault"],
  fix: "put data/ behind the mount",
  judgeStack(resources) {
    const mounts = resources.flatMap(versionedMount);
    return resources
      .filter(({ type }) => type === "vault:index/policy:Policy")
      .flatMap((resource) => {
        const { policy } = resource.inputs as VaultPolicyInputs;
        return kvPathFindings(policy, mounts).map((found) => ({ ...found, resource }));
      });
  },
};

function versionedMount({ type, inputs }: Resource): string[] {
  if (type !== "vault:index/mount:Mount") return [];
  const { options } = inputs as { options?: Record<string, unknown> | null };
  const isVersioned =
    inputs["type"] === "kv-v2" || (inputs["type"] === "kv" && String(options?.["version"]) === "2");
  return isVersioned ? [String(inputs["path"]).replace(/^\/+|\/+$/g, "")] : [];
}
