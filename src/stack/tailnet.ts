/** The settings of the tailnet, which one stack makes for all machines. */
import type { Host } from "../components/host.ts";
import { Tailnet } from "../components/tailnet.ts";
import type { StackConfig } from "./config/schema.ts";
import { TAILNET_OWNER } from "./contracts/references.ts";
import { tagsOf } from "../access/tailnet/connections.ts";
import { tailnetPolicy } from "../access/tailnet/policy.ts";
import { askedPurposes } from "../software/index.ts";
import { policyText } from "../access/tailnet/text.ts";
import type { StackSite } from "../access/site.ts";

/** None elsewhere, and none where nobody has said who operates the machines. */
export function createTailnet(
  { stack, services, others }: Pick<StackSite, "stack" | "services" | "others">,
  { operators, authKeys, isolated }: StackConfig["tailnet"],
  host: Host,
): Tailnet | undefined {
  if (stack !== TAILNET_OWNER || operators.length === 0) return undefined;
  const all = [...services, ...others];
  const joining = tagsOf(all).map((tag) => [tag.replace("tag:", ""), tag] as const);
  return new Tailnet(
    "tailnet",
    {
      policy: policyText(tailnetPolicy(all, operators, askedPurposes, isolated)),
      joining: authKeys ? Object.fromEntries(joining) : {},
    },
    { parent: host },
  );
}
