/** Addresses on the tailnet, hosts of Docker Engines, and where a port may be bound. */
import { isIPv4 } from "node:net";

const EVERYWHERE = ["", "0.0.0.0", "::", "[::]"];

/** A port bound there can be reached from any network the machine is in. */
export function bindsEverywhere(ip: string | undefined): boolean {
  return ip === undefined || EVERYWHERE.includes(ip.trim());
}

export function isNodeAddress(value: string): boolean {
  return isIPv4(value) && !bindsEverywhere(value);
}

/** Only the machine itself comes there, and none of its containers: the nodes of `bev up --local`. */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.");
}

/** `ssh://[user@]host[:port]`, `unix:///path` or `tcp://host:port`. */
export function isDockerHost(value: string): boolean {
  return (
    /^ssh:\/\/([\w.-]+@)?[\w.-]+(:\d+)?$/.test(value) ||
    /^unix:\/\/\/\S+$/.test(value) ||
    /^tcp:\/\/[\w.-]+:\d+$/.test(value)
  );
}
