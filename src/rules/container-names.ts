/** Under which names a container is found, and where it finds others. */
import { containerName } from "../lib/names.ts";
import { finding } from "./container.ts";
import type { ContainerInputs, Finding } from "./container.ts";

/** What would give a platform's name another address, for the container itself or for its network. */
const ABSENT = ["dns", "dnsOpts", "dnsSearches", "domainname", "hosts"] as const;

export interface Instance {
  /** As the program names it: `redis`, `redis-2`. */
  name: string;
  prefix: string;
}

/** Docker's own resolver answers by the names and aliases of containers, the Engine's files go before it. */
export function resolutionFindings(
  container: ContainerInputs,
  { name: instance, prefix }: Instance,
): Finding[] {
  const { name, networksAdvanced } = container;
  const others = ABSENT.filter((at) => !isEmpty(container[at])).map((at) =>
    finding(at, "absent", container[at]),
  );
  const own = [instance, instance.replace(/-\d+$/, "")];
  const joined = (networksAdvanced ?? []).flatMap((network, index): Finding[] => {
    const at = `networksAdvanced/${String(index)}`;
    const { name: _name, aliases, ...rest } = network;
    const wrong = (aliases ?? []).filter((alias) => !own.includes(alias));
    return [
      ...wrong.map((alias) =>
        finding(`${at}/aliases`, `its service's name, "${own.at(-1) ?? ""}"`, alias),
      ),
      ...Object.entries(rest)
        .filter(([key, value]) => !key.startsWith("__") && !isEmpty(value))
        .map(([key, value]) => finding(`${at}/${key}`, "absent", value)),
    ];
  });
  // Behind a proxy, the former container runs on beside the new one: each has the hash of its definition.
  const wanted = containerName(prefix, instance);
  const suffix = name?.startsWith(wanted) ? name.slice(wanted.length) : undefined;
  const isNamed = name === undefined || /^(?:_[0-9a-f]{8})?$/.test(suffix ?? "-");
  return [
    ...others,
    ...joined,
    ...(isNamed ? [] : [finding("name", `"${wanted}", with a hash or without`, name)]),
  ];
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );
}
