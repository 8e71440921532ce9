/** A container's arguments as the docker provider sends them to an Engine. */
import type Docker from "dockerode";
import { mkdirSync } from "node:fs";
import type { ContainerArgs } from "../../src/container/arguments.ts";
import { TEST_IMAGE } from "./docker-engine.ts";

/** Without networks: an address of the node is not one of this machine. */
export function optionsOf(args: ContainerArgs): Docker.ContainerCreateOptions {
  const MEBIBYTE = 1024 * 1024;
  const nanoseconds = (text: string): number => {
    const [, minutes = "0", seconds = "0"] = /^(?:(\d+)m)?([\d.]+)s$/.exec(text) ?? [];
    return (Number(minutes) * 60 + Number(seconds)) * 1e9;
  };
  for (const { type, source } of args.mounts)
    if (type === "bind") mkdirSync(source, { recursive: true });
  const port = ({ internal, protocol }: (typeof args.ports)[number]) =>
    `${String(internal)}/${protocol}`;
  const { healthcheck } = args;
  return {
    name: args.name,
    Image: TEST_IMAGE,
    Hostname: args.hostname,
    User: args.user,
    ...(args.command && { Cmd: args.command }),
    Env: args.envs,
    Labels: Object.fromEntries(args.labels.map(({ label, value }) => [label, value])),
    StopSignal: args.stopSignal,
    StopTimeout: args.stopTimeout,
    Healthcheck: {
      Test: healthcheck.tests,
      Interval: nanoseconds(healthcheck.interval),
      Timeout: nanoseconds(healthcheck.timeout),
      StartPeriod: nanoseconds(healthcheck.startPeriod),
      Retries: healthcheck.retries,
    },
    ExposedPorts: Object.fromEntries(args.ports.map((one) => [port(one), {}])),
    HostConfig: {
      NetworkMode: "none",
      PortBindings: Object.fromEntries(
        args.ports.map((one) => [port(one), [{ HostIp: one.ip, HostPort: String(one.external) }]]),
      ),
      RestartPolicy: { Name: args.restart },
      Init: args.init,
      Memory: args.memory * MEBIBYTE,
      MemorySwap: args.memorySwap * MEBIBYTE,
      MemoryReservation: args.memoryReservation * MEBIBYTE,
      NanoCpus: Math.round(Number(args.cpus) * 1e9),
      CpuShares: args.cpuShares,
      CapDrop: args.capabilities.drops,
      SecurityOpt: args.securityOpts,
      ReadonlyRootfs: args.readOnly,
      Tmpfs: args.tmpfs,
      Ulimits: args.ulimits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
      Mounts: args.mounts.map(({ type, source, target, readOnly }) => ({
        ...{ Type: type as "bind" | "volume", Source: source, Target: target, ReadOnly: readOnly },
      })),
      LogConfig: { Type: args.logDriver, Config: args.logOpts },
    },
  };
}
