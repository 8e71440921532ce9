/**
 * Finds what an interrupted update left on a node and the state does not have: containers and networks that
 * were made but not recorded, and the containers that deliver files.
 */
import { capture } from "../command.ts";
import { containerName } from "../../src/lib/names.ts";
import type { StateDocument } from "./state-document.ts";

/** What the docker command calls a name. */
const NAMES: Record<string, string> = { container: "{{.Names}}", network: "{{.Name}}" };

/** The stack's node as its state has it. */
interface Node {
  dockerHost: string;
  prefix: string;
}

/**
 * Removes them; volumes stay, and the next update creates the rest again. A state that does not know this
 * Engine says nothing about what is there: then all is left as it is.
 * @returns their names
 */
export async function removeStrays(
  host: string,
  stack: string,
  { resources = [] }: StateDocument,
): Promise<string[]> {
  const node = resources.find(({ type }) => type === "bev:node:Host")?.inputs as Node | undefined;
  if (node?.dockerHost !== host) return [];
  const { prefix } = node;
  const known = new Set(resources.map(({ id }) => id));

  const containers = await list("container", "--all");
  const deliveries = containers.filter(({ role }) => role === "delivery");
  const unknown = containers.filter(
    ({ id, name, service }) => !known.has(id) && isInstance(name, containerName(prefix, service)),
  );
  const networks = (await list("network")).filter(
    ({ id, name }) => !known.has(id) && name.startsWith(prefix),
  );

  // Stopped first, within its own grace time: it may have begun to write.
  await Promise.all(unknown.map(({ id }) => docker("container", "stop", id)));
  for (const { id } of unknown) await docker("container", "rm", "--force", id);
  for (const { id } of deliveries) await docker("container", "rm", "--force", "--volumes", id);
  for (const { id } of networks) await docker("network", "rm", id);
  return [
    ...[...unknown, ...networks].map(({ name }) => name),
    ...deliveries.map(({ name }) => `${name} (delivery)`),
  ];

  async function list(kind: string, ...flags: string[]) {
    const columns = ["{{.ID}}", NAMES[kind], '{{.Label "bev.service"}}', '{{.Label "bev.role"}}'];
    const found = await docker(
      ...[kind, "ls", "--no-trunc", ...flags, "--filter", `label=bev.stack=${stack}`],
      ...["--format", columns.join("\t")],
    );
    return found.split("\n").map((line) => {
      const [id = "", name = "", service = "", role = ""] = line.split("\t");
      return { id, name, service, role };
    });
  }

  function docker(...args: string[]): Promise<string> {
    return capture("docker", ["--host", host, ...args]);
  }
}

/** `bev_redis` and `bev_redis_2` are instances of `bev_redis`, `bev_nginx_4fe2017c` of `bev_nginx`. */
function isInstance(name: string, first: string): boolean {
  const rest = name.startsWith(first) ? name.slice(first.length) : undefined;
  return rest !== undefined && /^(_\d+)?(_[0-9a-f]{8})?$/.test(rest);
}
