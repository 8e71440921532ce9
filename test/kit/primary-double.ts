/** A container that answers who is the primary as PostgreSQL's proxy does, and takes the same command; it passes on no connection. */
import { docker, ensureTestImage, TEST_IMAGE } from "./docker-engine.ts";

const START = `busybox mkdir -p /state /usr/local/etc/haproxy
cat >/usr/local/etc/haproxy/point.sh <<'POINT'
echo "$1" >/state/next && busybox mv /state/next /state/primary
POINT
echo "$0" >/state/primary
exec httpd -f -p 8404 -h /state`;

export const LEASE_PORT = 8404;

/** @param options of docker run, such as its network */
export async function startPrimaryDouble(
  name: string,
  primary: string,
  ...options: string[]
): Promise<void> {
  await ensureTestImage();
  await docker(
    ...["run", "--detach", "--name", name, ...options, TEST_IMAGE, "sh", "-c", START, primary],
  );
}
