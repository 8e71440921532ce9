/** What makes a running service use files that have changed. */

export interface Reload {
  /** The command as a failure names it; what runs is the interpreter's script. */
  create: string;
  interpreter: string[];
  environment: Record<string, string>;
}

export function renderReload(
  container: string,
  { host, reload }: { host: string; reload: string },
): Reload {
  return {
    create: `let ${container} read its files again`,
    interpreter: ["/bin/sh", "-c", 'docker exec "$BEV_CONTAINER" sh -c "$BEV_RELOAD"'],
    environment: { BEV_CONTAINER: container, BEV_RELOAD: reload, DOCKER_HOST: host },
  };
}
