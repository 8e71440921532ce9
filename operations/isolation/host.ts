/** Runs scripts on a node itself, as root: through its Engine, because operators need not be root over ssh. */
import { UserError } from "../../src/lib/error.ts";
import { dockerOn, runProgram } from "../command.ts";
import type { Ended } from "../command.ts";

/** To change the firewall, to read every file, and to see the program and the connections of every process. */
const CAPABILITIES = ["NET_ADMIN", "NET_RAW", "SYS_CHROOT", "SYS_PTRACE", "DAC_READ_SEARCH"];

/** The node as its Engine sees it. The container has its network, its processes and its files. */
const ON_HOST = [
  ...["run", "--rm", "--network=host", "--pid=host", "--user=0:0", "--read-only", "--cap-drop=ALL"],
  ...[...CAPABILITIES.map((name) => `--cap-add=${name}`), "--security-opt=apparmor=unconfined"],
  ...["--volume=/:/host", "--label=bev.role=isolation", "--entrypoint=chroot"],
];
const PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** A node, and an image that is on it and can enter its files. */
export interface Host {
  /** Of its Engine. */
  engine: string;
  image: string;
}

/**
 * Any image that a container there has been created from: nothing is pulled.
 * @throws UserError where the Engine does not answer, or no image has `chroot`
 */
export async function hostOf(engine: string): Promise<Host> {
  const listed = await dockerOn(engine, "container", "ls", "--all", "--format", "{{.Image}}");
  let said = "it has no container";
  for (const image of new Set(listed.split("\n").filter(Boolean))) {
    const { code, stderr } = await onHost({ engine, image }, "true");
    if (code === 0) return { engine, image };
    said = stderr.trim().split("\n")[0] ?? "";
  }
  throw new UserError(
    `${engine}: must have a container whose image can enter the machine's files, has none: ${said}`,
  );
}

/** What a script does on the node, whatever its exit code. */
export function onHost({ engine, image }: Host, script: string): Promise<Ended> {
  const args = [...ON_HOST, image, "/host", "/usr/bin/env", PATH, "sh", "-c", script];
  return runProgram("docker", args, { env: { DOCKER_HOST: engine } });
}

/** @throws UserError with the last lines of a script that fails */
export async function changeHost(host: Host, what: string, script: string): Promise<void> {
  const { code, stderr } = await onHost(host, script);
  if (code === 0) return;
  throw new UserError(`${host.engine}: must let bev ${what}, does not: ${stderr.trim()}`);
}
