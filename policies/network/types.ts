/** Resources of the tailnet. */
export const POLICY_FILE = "tailscale:index/acl:Acl";
export const KEY = "tailscale:index/tailnetKey:TailnetKey";
