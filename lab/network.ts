/**
 * The lab's tailnet: each node and this machine on one switch, under production's addresses. The switch is
 * in a namespace of its own: this machine's firewall is neither used nor changed, and no packet leaves the
 * machine.
 */
import { capture } from "../operations/command.ts";
import { createNamespace, isNamespace, removeNamespace } from "./namespace.ts";
import type { LabNode } from "./node.ts";

export const SWITCH = "bev-switch";
const LINK = "bev-lab";
/** The range that Tailscale gives addresses from. */
const RANGE_BITS = 10;
const MACHINE = "100.64.0.1";

/** This machine's address is set last: with it the switch is whole. A node that comes later needs a route alone. */
export async function ensureSwitch(nodes: readonly LabNode[]): Promise<void> {
  if (!(await isSwitched())) await createSwitch();
  for (const { address } of nodes) {
    await ip(`route replace ${address}/32 dev ${LINK} src ${MACHINE}`);
  }
}

async function isSwitched(): Promise<boolean> {
  if (!isNamespace(SWITCH)) return false;
  return (await tryIp(`-o address show dev ${LINK}`)).includes(` ${MACHINE}/`);
}

async function createSwitch(): Promise<void> {
  await removeSwitch();
  await createNamespace(SWITCH);
  await ip(`-n ${SWITCH} link add switch type bridge`);
  await ip(`-n ${SWITCH} link set switch up`);
  await ip(`link add ${LINK} type veth peer name machine netns ${SWITCH}`);
  await ip(`-n ${SWITCH} link set machine master switch up`);
  await ip(`link set ${LINK} up`);
  await ip(`address add ${MACHINE}/32 dev ${LINK}`);
}

export async function removeSwitch(): Promise<void> {
  // A namespace goes when the kernel finds the time; a link that is deleted is gone.
  await tryIp(`link delete ${LINK}`);
  await removeNamespace(SWITCH);
}

/** The address is set last: with it the node is joined. */
export async function isJoined({ namespace, address }: LabNode): Promise<boolean> {
  if (!isNamespace(namespace)) return false;
  return (await tryIp(`-n ${namespace} -o address show dev eth0`)).includes(` ${address}/`);
}

/** Creates the node's namespace again; nothing may run in it. */
export async function joinNode(node: LabNode): Promise<void> {
  const { link, namespace, address } = node;
  await removeNode(node);
  await createNamespace(namespace);
  await ip(`-n ${SWITCH} link add ${link} type veth peer name eth0 netns ${namespace}`);
  await ip(`-n ${namespace} link set eth0 address ${hardwareAddress(address)}`);
  await ip(`-n ${SWITCH} link set ${link} master switch up`);
  await ip(`-n ${namespace} link set lo up`);
  await ip(`-n ${namespace} link set eth0 up`);
  await ip(`-n ${namespace} address add ${address}/${String(RANGE_BITS)} dev eth0`);
}

export async function removeNode({ link, namespace }: LabNode): Promise<void> {
  if (isNamespace(SWITCH)) await tryIp(`-n ${SWITCH} link delete ${link}`);
  await removeNamespace(namespace);
}

/** The same at every start: neighbours remember it for half a minute. */
function hardwareAddress(address: string): string {
  const octets = address.split(".").map((octet) => Number(octet).toString(16).padStart(2, "0"));
  return ["02", "00", ...octets].join(":");
}

function ip(command: string): Promise<string> {
  return capture("ip", command.split(" "));
}

/** Empty where there is no such thing. */
function tryIp(command: string): Promise<string> {
  return ip(command).catch(() => "");
}
