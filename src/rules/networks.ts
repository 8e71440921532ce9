/** How a container may be reached, and which networks there may be. */
import { isIPv4 } from "node:net";
import { shown } from "../lib/faults.ts";
import { finding } from "./container.ts";
import type { ContainerInputs, Finding } from "./container.ts";

/** Every port is bound to the node's address on the tailnet, or to the node itself alone. */
export function bindingFindings(
  { ports, publishAllPorts }: ContainerInputs,
  address: string | undefined,
): Finding[] {
  const expected = address === undefined ? "a loopback address" : `${shown(address)} or loopback`;
  const wrong = (ports ?? []).flatMap(({ ip }, index) =>
    ip && (ip === address || isLoopback(ip))
      ? []
      : [finding(`ports/${String(index)}/ip`, expected, ip ?? undefined)],
  );
  if (!publishAllPorts) return wrong;
  const all = {
    at: "publishAllPorts",
    problem: "must be false, it binds to every address, got true",
  };
  return [...wrong, all];
}

function isLoopback(ip: string): boolean {
  return ip === "::1" || (isIPv4(ip) && ip.startsWith("127."));
}

/** With the mode `bridge`, the provider joins the user networks and leaves the default one. */
const OWN_NAMESPACE = ["", "bridge", "default"];

/** Shared with the host or with another container, a network namespace has no bound of its own. */
export function namespaceFindings({ networkMode }: ContainerInputs): Finding[] {
  if (OWN_NAMESPACE.includes(networkMode ?? "")) return [];
  return [finding("networkMode", '"bridge" or absent', networkMode)];
}

const DOCKERS_OWN = ["", "bridge", "default", "host", "none"];

/** The Engine takes an id for a name: docker0 has one as well. */
const NETWORK_ID = /^[0-9a-f]{12,64}$/;

/** Everybody on docker's default bridge reaches everybody; only user networks keep zones apart. */
export function joinFindings({ networksAdvanced }: ContainerInputs): Finding[] {
  const joined = networksAdvanced ?? [];
  if (joined.length === 0) {
    return [{ at: "networksAdvanced", problem: "must have one user network or more, has none" }];
  }
  return joined.flatMap(({ name }, index) => {
    const lower = (name ?? "").toLowerCase();
    const isUsers = !DOCKERS_OWN.includes(lower) && !NETWORK_ID.test(lower);
    const at = `networksAdvanced/${String(index)}/name`;
    return isUsers ? [] : [finding(at, "the name of a user network", name ?? undefined)];
  });
}

export interface NetworkInputs {
  attachable?: boolean | null;
  driver?: string | null;
  ingress?: boolean | null;
  ipamConfigs?: readonly { subnet?: string | null }[] | null;
  ipv6?: boolean | null;
  options?: Readonly<Record<string, unknown>> | null;
}

/** A bridge as Docker makes it: options can route around port bindings or change their address. */
export function bridgeFindings(network: NetworkInputs): Finding[] {
  const { driver, options } = network;
  const flags = (["attachable", "ingress", "ipv6"] as const).filter((flag) => network[flag]);
  return [
    ...(driver === "bridge" ? [] : [finding("driver", '"bridge"', driver ?? undefined)]),
    ...flags.map((at) => finding(at, "false", true)),
    ...Object.entries(options ?? {}).map(([name, value]) =>
      finding(`options/${name}`, "absent", value),
    ),
  ];
}

/** Part of the platform's plan of addresses. */
const PLATFORM = { text: "172.30.0.0/16", ...rangeOf(172 * 2 ** 24 + 30 * 2 ** 16, 16) };

export function subnetFindings({ ipamConfigs }: NetworkInputs): Finding[] {
  const configs = ipamConfigs ?? [];
  if (configs.length === 0) {
    return [{ at: "ipamConfigs", problem: `must have a subnet of ${PLATFORM.text}, has none` }];
  }
  return configs.flatMap(({ subnet }, index) => {
    const range = parseSubnet(subnet);
    if (range && range.first >= PLATFORM.first && range.last <= PLATFORM.last) return [];
    const at = `ipamConfigs/${String(index)}/subnet`;
    return [finding(at, `a subnet of ${PLATFORM.text}`, subnet ?? undefined)];
  });
}

export function overlap(a: string, b: string): boolean {
  const [left, right] = [parseSubnet(a), parseSubnet(b)];
  return Boolean(left && right && left.first <= right.last && right.first <= left.last);
}

interface AddressRange {
  first: number;
  last: number;
}

/** Parses `172.30.1.0/24`; undefined for anything else. */
function parseSubnet(text: string | null | undefined): AddressRange | undefined {
  const [address = "", length = ""] = (text ?? "").split("/");
  if (!isIPv4(address) || !/^\d{1,2}$/.test(length) || Number(length) > 32) return undefined;
  const value = address.split(".").reduce((total, part) => total * 256 + Number(part), 0);
  return rangeOf(value, Number(length));
}

function rangeOf(address: number, length: number): AddressRange {
  const size = 2 ** (32 - length);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}
