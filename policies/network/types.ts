/** Types of the tailnet's resources. */
export const KEY = "tailscale:index/tailnetKey:TailnetKey";
