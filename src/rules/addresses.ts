/** Addresses on the tailnet, hosts of Docker Engines, and where a port may be bound. */
import { BlockList, isIPv4 } from "node:net";

const EVERYWHERE = ["", "0.0.0.0", "::", "[::]"];

/** A port bound there can be reached from any network the machine is in. */
export function bindsEverywhere(ip: string | undefined): boolean {
  return ip === undefined || EVERYWHERE.includes(ip.trim());
}

export function isNodeAddress(value: string): boolean {
  return isIPv4(value) && !bindsEverywhere(value);
}

/** What Tailscale gives to machines. */
const TAILNET = new BlockList();
TAILNET.addSubnet("100.64.0.0", 10);

export function isTailnetAddress(value: string): boolean {
  return isIPv4(value) && TAILNET.check(value);
}

/** Only the machine itself comes there, and none of its containers: the nodes of `bev up --local`. */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.");
}

/** `ssh://[user@]host[:port]`, `unix:///path` or `tcp://host:port`. */
export function isDockerHost(value: string): boolean {
  const [, user, place, port] =
    /^ssh:\/\/(?:([\w.-]+)@)?([^:]+)(?::(\d+))?$/.exec(value) ??
    /^tcp:\/\/()([^:]+):(\d+)$/.exec(value) ??
    [];
  if (place === undefined) return /^unix:\/\/\/\S+$/.test(value);
  // What begins with a hyphen would be an option of ssh.
  return /^\w[\w.-]*$/.test(place) && !user?.startsWith("-") && isPort(port);
}

/** What stands before an image's own name, as Docker takes references apart: `host[:port][/path]`. */
export function isRegistry(value: string): boolean {
  const [host = "", ...path] = value.split("/");
  const [, name = "", port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  const isHost = name
    .split(".")
    .every((part) => /^[a-zA-Z\d]([a-zA-Z\d-]*[a-zA-Z\d])?$/.test(part));
  return isHost && isPort(port) && path.every(isPathPart) && value.length < MOST_OF_A_NAME;
}

/** Docker's limit is 255, with the image's own name. */
export const MOST_OF_A_NAME = 200;

export function isPathPart(part: string): boolean {
  return /^[a-z\d]+((\.|_|__|-+)[a-z\d]+)*$/.test(part);
}

function isPort(port: string | undefined): boolean {
  return port === undefined || (Number(port) > 0 && Number(port) < 65536);
}
