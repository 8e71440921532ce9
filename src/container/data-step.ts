/** The command that runs a product's data script in the container of its service. */

export interface DataStep {
  /** The command as a failure names it; what runs is the interpreter's script. */
  create: string;
  interpreter: string[];
  environment: Record<string, string>;
}

export function renderDataStep({ host, container }: { host: string; container: string }): DataStep {
  return {
    create: `apply the data objects of ${container}`,
    // As an argument: a command of the script that reads its input would swallow the rest of it.
    interpreter: ["/bin/sh", "-c", 'docker exec "$BEV_CONTAINER" sh -c "$(cat)"'],
    environment: { BEV_CONTAINER: container, DOCKER_HOST: host },
  };
}
