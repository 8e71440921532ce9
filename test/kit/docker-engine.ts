/** The Docker Engine as tests ask it, also before jest runs. */
import { run } from "./engine.ts";

/** What the docker command prints. */
export async function docker(...args: string[]): Promise<string> {
  const { code, output, stdout } = await run("docker", args);
  if (code !== 0) throw new Error(`docker ${args.join(" ")}: ${output}`);
  return stdout.trim();
}

export async function inspect(name: string): Promise<Inspected> {
  const [answer] = JSON.parse(await docker("inspect", name)) as Inspected[];
  if (!answer) throw new Error(`docker inspect ${name}: no answer`);
  return answer;
}

export interface Inspected {
  Id: string;
  Created: string;
  Image: string;
  State: {
    Running: boolean;
    Status: string;
    Pid: number;
    StartedAt: string;
    Health?: { Status: string };
  };
  Config: Record<string, unknown>;
  HostConfig: Record<string, unknown>;
  NetworkSettings: { Networks: Record<string, { Aliases: string[] | null; IPAddress: string }> };
  Mounts: { Type: string; Source: string; Destination: string; RW: boolean; Name?: string }[];
}

export const TEST_IMAGE = "bev-test/busybox:1";

/** A small image with a shell, made of the machine's own static busybox. */
export async function ensureTestImage(): Promise<void> {
  const found = await run("docker", ["image", "inspect", TEST_IMAGE]);
  if (found.code === 0) return;
  const script = `
    set -e
    box=$(command -v busybox)
    root=$(mktemp -d)
    mkdir -p "$root/bin" "$root/tmp" "$root/data"
    chmod 1777 "$root/tmp" "$root/data"
    cp "$box" "$root/bin/busybox"
    for name in sh sleep cat echo true false id ls nc httpd wget env grep; do ln -s busybox "$root/bin/$name"; done
    tar -C "$root" -c . | docker import --change 'CMD ["sleep", "1000"]' - ${TEST_IMAGE}
    rm -rf "$root"`;
  const made = await run("sh", ["-c", script]);
  if (made.code !== 0) {
    throw new Error(`the test image needs busybox-static on the PATH: ${made.output}`);
  }
}

/** Whether a container, network, volume or image of that name is there. */
export async function exists(kind: string, name: string): Promise<boolean> {
  return (await run("docker", [kind, "inspect", name])).code === 0;
}

/** Removes what begins with `prefix`, containers first, for they hold the others. */
export async function removeAll(prefix: string): Promise<void> {
  for (const [kind, list, remove] of [
    ["container", ["ls", "--all"], ["rm", "--force", "--volumes"]],
    ["network", ["ls"], ["rm"]],
    ["volume", ["ls"], ["rm", "--force"]],
  ] as const) {
    const found = await docker(kind, ...list, "--quiet", "--filter", `name=^/?${prefix}`);
    if (found) await run("docker", [kind, ...remove, ...found.split("\n")]);
  }
}
