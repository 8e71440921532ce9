/**
 * What the tailnet does between nodes, for containers of one Engine. `bev up --local` gives nodes
 * addresses of loopback, which inside a container are its own: this leads one of them to the port
 * that is published here, as root on Linux.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import { docker } from "./docker.ts";
import { run, succeeded } from "./engine.ts";

const RELAY = `
const { connect, createServer } = require("node:net");
createServer((inner) => {
  const outer = connect(process.argv[1]);
  inner.pipe(outer).pipe(inner);
  inner.on("error", () => outer.destroy());
  outer.on("error", () => inner.destroy());
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;

/** Lets a container reach `address:port` until the returned function is called. */
export async function reach(container: string, address: string, port: number): Promise<() => void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "bev-tailnet-"));
  const socket = path.join(directory, "socket");
  const server = await listen(socket, address, port);
  const pid = await docker("inspect", "--format", "{{.State.Pid}}", container);
  const inside = ["--target", pid, "--net"];
  const relay = spawn("nsenter", [...inside, process.execPath, "--eval", RELAY, socket], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const relayPort = await new Promise<string>((resolve) =>
    relay.stdout.once("data", (port: Buffer) => resolve(port.toString().trim())),
  );
  const rule = `-t nat -A OUTPUT -p tcp -d ${address} --dport ${String(port)} -j REDIRECT --to-ports`;
  await succeeded(run("nsenter", [...inside, "iptables", ...rule.split(" "), relayPort]));
  return () => {
    relay.kill();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  };
}

function listen(socket: string, address: string, port: number): Promise<Server> {
  const server = createServer((inner: Socket) => {
    const outer = connect(port, address);
    inner.pipe(outer).pipe(inner);
    inner.on("error", () => outer.destroy());
    outer.on("error", () => inner.destroy());
  });
  return new Promise((resolve) => server.listen(socket, () => resolve(server)));
}
