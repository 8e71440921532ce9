/** The tailnet's policy: its grants are the only access, and its tests prove that. */
import type { Service } from "../../catalog/resolve.ts";
import type { StackName } from "../../catalog/types.ts";
import { isPort } from "../../rules/ports.ts";
import { connectionsOf, doorsOf, OPERATORS, tagsOf, withoutIsolated } from "./connections.ts";
import type { Connection, Door, AskedPurposes, Protocol } from "./connections.ts";

export interface TailnetPolicy {
  groups: Record<string, string[]>;
  tagOwners: Record<string, string[]>;
  grants: Grant[];
  tests: PolicyTest[];
}

/** From one source to one machine. */
export interface Grant {
  src: string;
  dst: string;
  ports: GrantedPort[];
}

export interface GrantedPort {
  protocol: Protocol;
  port: number;
  /** What answers there, and who needs it. */
  answers: string;
  clients: string[];
}

/** Tailscale takes no policy whose tests fail. */
export interface PolicyTest {
  src: string;
  proto: Protocol;
  accept: Target[];
  deny: Target[];
}

export interface Target {
  dst: string;
  port: number;
  /** Absent where nothing is published. */
  answers?: string;
}

/**
 * @param services every row of all stacks, choices applied
 * @param operators whose machines reach each Docker Engine, and who may give a machine its tag
 * @param askedPurposes of the ports that a service asks of another without its row saying so
 * @param isolated machines that nothing but operators' ssh reaches
 */
export function tailnetPolicy(
  services: readonly Service[],
  operators: readonly string[],
  askedPurposes: AskedPurposes,
  isolated: readonly StackName[] = [],
): TailnetPolicy {
  const tags = tagsOf(services);
  const connections = withoutIsolated(connectionsOf(services, askedPurposes), isolated);
  const doors = doorsOf(services);
  const tests = [OPERATORS, ...tags].flatMap((src) =>
    testsOf(
      src,
      connections.filter((one) => one.src === src),
      doors.filter(({ dst }) => dst !== src),
    ),
  );
  return {
    groups: { [OPERATORS]: [...new Set(operators)].sort() },
    tagOwners: Object.fromEntries(tags.map((tag) => [tag, [OPERATORS]])),
    grants: grantsOf(connections),
    tests,
  };
}

function grantsOf(connections: readonly Connection[]): Grant[] {
  const pairs = groupBy(connections, ({ src, dst }) => `${src} ${dst}`);
  return [...pairs.values()]
    .map((pair): Grant => {
      const [{ src, dst }] = pair;
      const ports = groupBy(pair, ({ protocol, port }) => `${protocol} ${String(port)}`);
      return { src, dst, ports: [...ports.values()].map(grantedPort).sort(byPort) };
    })
    .sort((a, b) => compare(a.src, b.src) || compare(a.dst, b.dst));
}

function grantedPort(connections: Group<Connection>): GrantedPort {
  const [{ protocol, port, answers }] = connections;
  const clients = connections.map(({ client }) => client);
  return { protocol, port, answers, clients: [...new Set(clients)].sort() };
}

/**
 * What a source reaches, and next to it what it does not: whatever else is published on other
 * machines, the ports beside the granted ones, the same ports of other machines, and UDP.
 */
function testsOf(
  src: string,
  granted: readonly Connection[],
  published: readonly Door[],
): PolicyTest[] {
  const machines = [...new Set(published.map(({ dst }) => dst))];
  const beside = granted.flatMap(({ dst, port }) => [
    ...[port - 1, port + 1].filter(isPort).map((near) => ({ dst, port: near })),
    ...machines.map((machine) => ({ dst: machine, port })),
  ]);
  return [
    testOf(src, "tcp", granted, [...published, ...beside]),
    testOf(src, "udp", granted, granted),
  ].filter(({ accept, deny }) => accept.length + deny.length > 0);
}

function testOf(
  src: string,
  proto: Protocol,
  granted: readonly Connection[],
  targets: readonly Target[],
): PolicyTest {
  const isGranted = ({ dst, port }: Target) =>
    granted.some((one) => one.protocol === proto && one.dst === dst && one.port === port);
  const each = [...groupBy(targets, ({ dst, port }) => `${dst}:${String(port)}`).values()]
    .map(([{ dst, port, answers }]) => ({ dst, port, ...(answers !== undefined && { answers }) }))
    .sort((a, b) => compare(a.dst, b.dst) || a.port - b.port);
  return {
    src,
    proto,
    accept: each.filter(isGranted),
    deny: each.filter((target) => !isGranted(target)),
  };
}

function byPort(a: GrantedPort, b: GrantedPort): number {
  return a.port - b.port || compare(a.protocol, b.protocol);
}

/** Not by the machine's locale: the text is the same wherever it is made. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Group<T> = [T, ...T[]];

function groupBy<T>(all: readonly T[], key: (one: T) => string): Map<string, Group<T>> {
  return Map.groupBy(all, key) as Map<string, Group<T>>;
}
