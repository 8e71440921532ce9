/** What monitoring last saw of a node's backups: while the node is away, nobody else can tell. */
import { z } from "zod";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { UserError } from "../../src/lib/error.ts";
import { ask, monitorOf, nodeOf } from "../nodes/monitor.ts";

export interface LastSeen {
  service: string;
  /** Seconds since 1970. */
  madeAt: number;
  bytes: number;
}

const PROMETHEUS = "prometheus";

const answerSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.object({ service: z.string() }),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

/** Services with a backup; undefined where Prometheus does not tell, or went with the node. */
export async function lastSeen(
  node: string,
  configs: ReadonlyMap<string, StackConfig>,
): Promise<LastSeen[] | undefined> {
  const place = nodeOf(PROMETHEUS);
  const config = configs.get(place);
  if (!config || place === node) return undefined;
  try {
    const monitor = monitorOf(PROMETHEUS, config);
    const figure = async (name: string) => {
      const query = `last_over_time(bev_backup_${name}{node="${node}"}[30d])`;
      const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
      return figuresOf(await ask(monitor, path));
    };
    const [made, sizes] = [
      await figure("last_success_timestamp_seconds"),
      await figure("size_bytes"),
    ];
    return [...made]
      .filter(([, madeAt]) => madeAt > 0)
      .map(([service, madeAt]) => ({ service, madeAt, bytes: sizes.get(service) ?? 0 }));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function figuresOf(answer: unknown): Map<string, number> {
  const { data: told } = answerSchema.safeParse(answer);
  if (!told) throw new UserError(`${PROMETHEUS}: must tell of backups, tells of something else`);
  return new Map(told.data.result.map(({ metric, value }) => [metric.service, Number(value[1])]));
}
