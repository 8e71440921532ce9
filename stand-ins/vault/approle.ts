/** The AppRole resource: a role with which a service logs in. */
import { PathId } from "./path-id.ts";
import type { PathResource, Write } from "./path-resource.ts";
import { cidrsOf } from "./values.ts";

export const appRole: PathResource = {
  token: "vault:appRole/authBackendRole:AuthBackendRole",
  notes: {
    defaults: { backend: "approle", bindSecretId: true, tokenType: "default" },
    sets: new Set(["secretIdBoundCidrs", "tokenBoundCidrs", "tokenPolicies"]),
    computed: new Set(["localSecretIds", "roleId"]),
    // The edition with a licence alone tells it again.
    refused: new Set(["aliasMetadata"]),
  },
  id: new PathId("auth/{backend}/role/{roleName}"),
  own: ["roleId"],
  refuseChange: ({ property }) =>
    property === "localSecretIds" ? "Vault fixes it when it makes the role" : undefined,
  writes(body, { path, inputs, changed }) {
    const { local_secret_ids: local, ...changeable } = body;
    const made = local === undefined ? changeable : { ...changeable, local_secret_ids: local };
    const role: Write = { path, body: changed ? changeable : made };
    const roleId = inputs["roleId"] ?? "";
    const isOther = roleId !== "" && (changed?.has("roleId") ?? true);
    return isOther ? [role, { path: `${path}/role-id`, body: { role_id: roleId } }] : [role];
  },
  async outputs(usual, { path, data, state, read }) {
    const roleId = (await read(`${path}/role-id`))?.["role_id"];
    return {
      ...usual,
      tokenBoundCidrs: cidrsOf(data["token_bound_cidrs"], state["tokenBoundCidrs"]),
      ...(roleId !== undefined && { roleId }),
    };
  },
};
