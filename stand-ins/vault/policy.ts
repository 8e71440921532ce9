/** The Policy resource. */
import { PathId } from "./path-id.ts";
import type { PathResource } from "./path-resource.ts";

export const policy: PathResource = {
  token: "vault:index/policy:Policy",
  id: new PathId("{name}"),
  pathOf: (name) => `sys/policies/acl/${name}`,
};
