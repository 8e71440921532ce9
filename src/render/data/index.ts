/**
 * Data objects of a service: what is missing is made, what the catalogue no longer names is kept and
 * said to be. Each engine's script runs in its own container, may run again at any time, and reads
 * passwords from that container's files.
 */
import type { DataObjects } from "../../catalog/types.ts";
import { kafkaScript } from "./kafka.ts";
import { neo4jScript } from "./neo4j.ts";
import { postgresScript } from "./postgres.ts";
import { rabbitmqScript } from "./rabbitmq.ts";

export interface DataStep {
  /** The command as a failure names it; what runs is the interpreter's script. */
  create: string;
  interpreter: string[];
  environment: Record<string, string>;
}

/** What a script depends on besides its row. */
export interface DataContext {
  /** The size of the cluster that must be complete first; 1 without one. */
  members: number;
  /** `host:port` of a service, from inside the container. */
  endpoint: (service: string) => string;
  /** By `service/secret`: what checks a login with it. Absent for a service that does not run. */
  verifiers: Record<string, string>;
}

export function renderDataStep({ host, container }: { host: string; container: string }): DataStep {
  return {
    create: `apply the data objects of ${container}`,
    // As an argument: a command of the script that reads its input would swallow the rest of it.
    interpreter: ["/bin/sh", "-c", 'docker exec "$BEV_CONTAINER" sh -c "$(cat)"'],
    environment: { BEV_CONTAINER: container, DOCKER_HOST: host },
  };
}

/** What the step's container runs, on its input. */
export function renderDataScript(data: DataObjects, context: DataContext): string {
  switch (data.engine) {
    case "postgres":
      return postgresScript(data, context);
    case "kafka":
      return kafkaScript(data);
    case "rabbitmq":
      return rabbitmqScript(data, context.members);
    case "neo4j":
      return neo4jScript(data);
  }
}
