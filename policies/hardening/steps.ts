/**
 * The commands of the program. Their scripts stand in scripts.json by hash, which `npm run update` writes:
 * a changed script shows there, beside the script itself, before it runs on anybody's machine.
 */
import type { Step, Value } from "../../src/rules/steps.ts";
import hashes from "./scripts.json" with { type: "json" };

const SERVICES = ["bev:service:Service", "bev:database:Database", "bev:ai:GpuService"];

const ENGINE = { DOCKER_HOST: "text" } as const;

const DELIVERY = { BEV_IMAGE: "text", BEV_STACK: "stack", ...ENGINE } as const;

export const steps: readonly Step[] = [
  scripted("gate.sh", SERVICES, {
    BEV_CHECK: "words",
    BEV_CONTAINER: "container",
    BEV_PIDS: "number",
    BEV_RECOVERS: "yes",
    BEV_SECONDS: "number",
    ...ENGINE,
  }),
  scripted("delivery.sh", SERVICES, { BEV_TARGET: "folder", ...DELIVERY }),
  scripted("delivery.sh", ["bev:service:SecretFiles"], { BEV_TARGET: "volume", ...DELIVERY }),
  scripted("data.sh", [...SERVICES, "bev:queue:Cluster"], {
    BEV_CONTAINER: "container",
    ...ENGINE,
  }),
  scripted("reload.sh", [...SERVICES, "bev:secrets:AgentCredential"], {
    BEV_CONTAINER: "container",
    BEV_RELOAD: "text",
    ...ENGINE,
  }),
  ofNode("certificate", "bev:node:Certificates"),
  ofNode("vault-certificate", "bev:node:Certificates"),
  ofNode("given-secrets", "bev:service:SecretFiles"),
  ofNode("vault-agent", "bev:secrets:AgentCredential"),
  ofNode("vault-bootstrap", "bev:secrets:VaultServer"),
  ofNode("vault-retire-root", "bev:secrets:VaultServer"),
];

function scripted(
  name: keyof typeof hashes,
  parents: readonly string[],
  environment: Readonly<Record<string, Value>>,
): Step {
  return { script: hashes[name], parents, environment };
}

/** A program of src/steps: its text is this repository's, as the program itself. */
function ofNode(name: string, parent: string): Step {
  return { create: `node ../cli/steps/main.ts ${name}`, parents: [parent], environment: {} };
}
