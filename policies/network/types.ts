/** Resources of networks. */
export const NETWORK = "docker:index/network:Network";
export const POLICY_FILE = "tailscale:index/acl:Acl";
export const KEY = "tailscale:index/tailnetKey:TailnetKey";
