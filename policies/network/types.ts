/** Resources of the tailnet. */
export const KEY = "tailscale:index/tailnetKey:TailnetKey";
