/** The whole catalogue: one row for each service the five documents name. */
import { database } from "./database.ts";
import { dev } from "./dev.ts";
import { edge } from "./edge.ts";
import { gpuAi } from "./gpu-ai.ts";
import { mcp } from "./mcp.ts";
import { monitoring } from "./monitoring.ts";
import { network } from "./network.ts";
import { osint } from "./osint.ts";
import { queue } from "./queue.ts";
import { recovery } from "./recovery.ts";
import { secrets } from "./secrets.ts";
import type { ServiceSpec } from "./types.ts";
import { workflow } from "./workflow.ts";

export const catalog: readonly ServiceSpec[] = [
  ...secrets,
  ...database,
  ...queue,
  ...gpuAi,
  ...osint,
  ...mcp,
  ...monitoring,
  ...recovery,
  ...network,
  ...workflow,
  ...dev,
  ...edge,
];
