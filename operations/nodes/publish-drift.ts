/** Leaves what a comparison found where Prometheus reads it: in the folder of the node's exporter. */
import { isNode } from "../../src/catalog/nodes.ts";
import type { StackName } from "../../src/catalog/types.ts";
import { UserError } from "../../src/lib/error.ts";
import { DRIFT_CHECKED, DRIFT_CONTAINERS } from "../../src/software/prometheus/drift.ts";
import { renderService } from "../../src/container/rendered-service.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { planStack } from "../../src/stack/plan.ts";
import { runProgram } from "../command.ts";
import { compareStack } from "./drift.ts";
import type { Comparison } from "./drift.ts";

const TIMEOUT_MS = 30_000;

/** Whole at once: the exporter may read at any time, and reads names that end in .prom alone. */
const SCRIPT = `printf '%s' "$2" >"$1.new" && mv "$1.new" "$1"`;

/** In the words of Prometheus; its exporter's target says which node it is. */
export function driftMetrics({ lines }: Pick<Comparison, "lines">, now: Date): string {
  const containers = new Set(lines.map(({ container }) => container)).size;
  return [
    `# HELP ${DRIFT_CONTAINERS} Containers that differ from the configuration.`,
    `# TYPE ${DRIFT_CONTAINERS} gauge`,
    `${DRIFT_CONTAINERS} ${String(containers)}`,
    `# HELP ${DRIFT_CHECKED} When they were compared.`,
    `# TYPE ${DRIFT_CHECKED} gauge`,
    `${DRIFT_CHECKED} ${String(Math.floor(now.getTime() / 1000))}`,
    "",
  ].join("\n");
}

/** As `compareStack`; what cannot be published has failed, and keeps what was found. */
export async function compareAndPublish(stack: string, config: StackConfig): Promise<Comparison> {
  const found = await compareStack(stack, config);
  // A region has no exporter (ADR-0024).
  if (found.failed || !isNode(stack)) return found;
  try {
    await publishDrift(config, found);
    return found;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...found, failed: true, errors: [error.message] };
  }
}

/** @throws UserError where the node's exporter does not take it */
async function publishDrift(config: StackConfig, found: Comparison): Promise<void> {
  const { stack } = found;
  const site = planStack(stack as StackName, config);
  const service = site.services.find(({ image }) => image.software === "node-exporter");
  const [volume] = service?.volumes ?? [];
  if (!service || !volume) {
    throw new UserError(
      `bev:services.node-exporter: must be enabled on ${stack} to publish drift, is not; set enabled to true in Pulumi.${stack}.yaml`,
    );
  }
  const { container } = renderService(service, site, 0);
  const text = driftMetrics(found, new Date());
  const { code, stderr } = await runProgram(
    "docker",
    // The folder is root's: the exporter itself only reads it.
    [
      ...["exec", "--user", "0:0", container.name, "sh", "-c", SCRIPT],
      ...["sh", `${volume.path}/drift.prom`, text],
    ],
    { env: { DOCKER_HOST: config.node.host }, timeout: TIMEOUT_MS },
  );
  if (code === 0) return;
  throw new UserError(
    `${stack}/${service.name}: must take what was found, does not (${stderr.trim() || "it says nothing"}); see npx bev verify ${stack}`,
  );
}
