import { CREDENTIAL, HANDOVER_PATH, handoversOf, PAUSES, renderAgent } from "../vault/agent.ts";
import type { ConfigRenderer } from "./context.ts";

export const vaultAgent: ConfigRenderer = ({ services, site }) => {
  const handovers = handoversOf(services, site).map(({ role, instance }) => ({
    role,
    folder: `${HANDOVER_PATH}/${instance}`,
  }));
  const { path: credential } = CREDENTIAL;
  const content = renderAgent({
    ...{ stack: site.stack, credential, scratch: "/tmp", handovers, pauses: PAUSES },
  });
  return [{ name: "agent.sh", content }];
};
