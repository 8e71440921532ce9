/** Renders the script of a node's Vault agent. */
import { CREDENTIAL, handoversOf, PAUSES, renderAgent } from "../../access/vault/agent.ts";
import { HANDOVER_PATH } from "../../lib/names.ts";
import type { ConfigRenderer } from "../software.ts";

export const agentScript: ConfigRenderer = ({ services, site }) => {
  const handovers = handoversOf(services, site).map(({ role, instance }) => ({
    role,
    folder: `${HANDOVER_PATH}/${instance}`,
  }));
  const { path: credential } = CREDENTIAL;
  return renderAgent({
    ...{ stack: site.stack, credential, scratch: "/tmp", handovers, pauses: PAUSES },
  });
};
