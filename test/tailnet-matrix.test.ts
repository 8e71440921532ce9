/**
 * The tailnet's policy against the catalogue, cell by cell: what is granted is what services need, and
 * each way to change a grant is noticed, by the matrix and by the tests inside the policy.
 */
import { describe, expect, it } from "@jest/globals";
import { needsOf } from "../src/catalog/needs.ts";
import { nodeNames } from "../src/catalog/nodes.ts";
import type { Service } from "../src/catalog/resolve.ts";
import { parseHujson } from "../src/lib/hujson.ts";
import { planStack } from "../src/stack/plan.ts";
import { renderData } from "../src/software/index.ts";
import { renderService } from "../src/container/rendered-service.ts";
import { endpointOf } from "../src/access/site.ts";
import { expectedMatrix } from "./kit/tailnet-matrix.ts";
import type { Cell } from "./kit/tailnet-matrix.ts";
import { tailnetPolicy } from "../src/access/tailnet/policy.ts";
import { askedPurposes } from "../src/software/index.ts";
import { policyText } from "../src/access/tailnet/text.ts";
import { trackedConfig, trackedServices } from "./kit/stack-config.ts";

/** As it is written in the file. */
interface Policy {
  grants: { src: string[]; dst: string[]; ip: string[] }[];
  tests: { src: string; proto: string; accept?: string[]; deny?: string[] }[];
}

type Query = Pick<Cell, "src" | "dst" | "protocol" | "port">;

const services = trackedServices();
const matrix = expectedMatrix(services);

function policyOf(all: readonly Service[]): Policy {
  return parseHujson(
    policyText(tailnetPolicy(all, ["operator@bev.invalid"], askedPurposes)),
  ) as Policy;
}

/** By what the file's format means; the lists of this platform's policies are of literals only. */
function allows({ grants }: Pick<Policy, "grants">, { src, dst, protocol, port }: Query): boolean {
  const isMatch = (ip: string) => {
    const [ports = "", proto] = ip.split(":").reverse();
    const [first = "", last = first] = ports.split("-");
    const isProtocol = proto === undefined || proto === protocol;
    return isProtocol && port >= Number(first) && port <= Number(last);
  };
  return grants.some(
    (grant) => grant.src.includes(src) && grant.dst.includes(dst) && grant.ip.some(isMatch),
  );
}

function wrongCells(policy: Policy): Cell[] {
  return matrix.filter((cell) => allows(policy, cell) !== cell.allowed);
}

/** Of the policy itself, as Tailscale runs them before it takes a policy. */
function failedTests(policy: Policy): string[] {
  return policy.tests.flatMap(({ src, proto, accept = [], deny = [] }) => {
    const passes = (target: string) => {
      const [, dst = "", port] = /^(.*):(\d+)$/.exec(target) ?? [];
      return allows(policy, { src, dst, protocol: proto as Cell["protocol"], port: Number(port) });
    };
    return [...accept.filter((target) => !passes(target)), ...deny.filter(passes)];
  });
}

describe("production's policy", () => {
  const policy = policyOf(services);

  it("lets through what the catalogue says, in every cell", () => {
    const allowed = matrix.filter((cell) => cell.allowed).length;
    console.log(`cells: ${String(matrix.length)}, allowed: ${String(allowed)}`);
    expect(wrongCells(policy)).toEqual([]);
    expect(failedTests(policy)).toEqual([]);
    expect([allowed > 0, allowed < matrix.length]).toEqual([true, true]);
  });

  const changes = policy.grants.flatMap((grant, index) => {
    const { src, dst, ip } = grant;
    const title = `${src.join()} -> ${dst.join()}`;
    const others = ["group:operators", ...nodeNames.map((node) => `tag:${node}`)];
    const other = (taken: string) => others.find((one) => one !== taken && one.startsWith("tag:"));
    const changed = (what: string, ...now: Policy["grants"]) => ({
      what: `${title}: ${what}`,
      grants: policy.grants.flatMap((one, at) => (at === index ? now : [one])),
    });
    return [
      changed("gone"),
      changed("from everybody listed", { ...grant, src: others }),
      changed("to another machine", { ...grant, dst: [other(dst.join()) ?? ""] }),
      changed("turned around", { ...grant, src: dst, dst: src }),
      ...ip.flatMap((port, at) => {
        const number = Number(port.replace("tcp:", ""));
        const instead = (text: string) => ({ ...grant, ip: ip.with(at, text) });
        return [
          changed(`without ${port}`, { ...grant, ip: ip.toSpliced(at, 1) }),
          changed(`${port} as the next`, instead(`tcp:${String(number + 1)}`)),
          changed(`${port} and ten more`, instead(`tcp:${String(number)}-${String(number + 10)}`)),
          changed(`${port} over any protocol`, instead(String(number))),
          changed(`${port} over UDP`, instead(`udp:${String(number)}`)),
        ];
      }),
    ];
  });

  it.each(changes)("with $what is refused by the matrix and by its own tests", ({ grants }) => {
    const mutant = { ...policy, grants };
    expect(wrongCells(mutant)).not.toEqual([]);
    expect(failedTests(mutant)).not.toEqual([]);
  });
});

/** Cells that differ, each with who needs it now. */
function changedCells(after: readonly Cell[]): string[] {
  const clientsOf = new Map(after.map((cell) => [keyOf(cell), cell.clients.join()]));
  return matrix
    .filter((cell) => clientsOf.get(keyOf(cell)) !== cell.clients.join())
    .map((cell) => `${keyOf(cell)} ${clientsOf.get(keyOf(cell)) ?? ""}`);
}

function keyOf({ src, dst, protocol, port }: Query): string {
  return `${src} ${dst} ${protocol}:${String(port)}`;
}

/** The row without anything that it says of another service. */
function without(service: Service, name: string): Service {
  const { vault, ...rest } = service;
  const { env, dependsOn, connects = [], primaries, data } = rest;
  const isOther = (value: Service["env"][string]) =>
    typeof value === "string" || !("endpoint" in value) || value.endpoint !== name;
  return {
    ...rest,
    ...(vault && name !== "vault" && { vault }),
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => isOther(value))),
    dependsOn: dependsOn.filter((one) => one !== name),
    connects: connects.filter((one) => one.service !== name),
    ...(primaries && { primaries: primaries.filter((one) => one !== name) }),
    ...(data?.engine === "postgres" && {
      data: {
        ...data,
        subscriptions: (data.subscriptions ?? []).filter(({ primary }) => primary !== name),
      },
    }),
  };
}

const needs = services.flatMap((service) =>
  [...new Set(needsOf(service).map((need) => need.service))].map((needed) => ({
    who: `${service.node}/${service.name}`,
    service,
    needed,
  })),
);

it.each(needs)("$who without $needed loses exactly what it had there", ({ service, needed }) => {
  const changed = services.map((one) => (one === service ? without(one, needed) : one));
  const server =
    services.find(({ name, node }) => name === needed && node === service.node) ??
    services.find(({ name }) => name === needed);
  const ports = needsOf(service)
    .filter((need) => need.service === needed)
    .map(
      ({ purpose }) =>
        server?.ports.find((one) => purpose === undefined || one.purpose === purpose)?.external,
    );
  const isRemote = service.enabled && server?.enabled && server.node !== service.node;
  // A server behind a proxy asks that by itself.
  const back = server ? askedPurposes(server, service) : [];
  const kept = server ? askedPurposes(server, without(service, needed)) : [];
  const portsBack = service.ports
    .filter(({ purpose }) => back.includes(purpose) && !kept.includes(purpose))
    .map(({ external }) => external);
  const lostBy = ({ src, dst, protocol, port }: Cell): string | undefined => {
    if (!isRemote || protocol !== "tcp") return undefined;
    const [here, there] = [`tag:${service.node}`, `tag:${server.node}`];
    if (src === here && dst === there && ports.includes(port)) return service.name;
    return src === there && dst === here && portsBack.includes(port) ? server.name : undefined;
  };
  const expected = matrix.flatMap((cell) => {
    const lost = lostBy(cell);
    const left = cell.clients.filter((client) => client !== lost);
    return lost === undefined ? [] : [`${keyOf(cell)} ${left.join()}`];
  });
  expect(changedCells(expectedMatrix(changed))).toEqual(expected);
});

function isBoundTo({ node, dependsOn }: Service, server: Service): boolean {
  const [first] = server.ports;
  return node === server.node && dependsOn.includes(server.name) && first?.external === undefined;
}

/** Whether the service is at one end. */
function isOf({ node, name, ports, failover }: Service, cell: Cell): boolean {
  const { src, dst, port, clients } = cell;
  return (
    (src === `tag:${node}` && clients.some((client) => client.split(" ")[0] === name)) ||
    (dst === `tag:${node}` && ports.some(({ external }) => external === port)) ||
    clients.some((client) => client.startsWith(`${name} (failed over`)) ||
    (failover?.published.includes(port) && dst === `tag:${failover.node}`) === true
  );
}

it("nobody reaches a service that is disabled, and it reaches nobody", () => {
  for (const service of services.filter(({ enabled }) => enabled)) {
    // What needs a port of it that no other node could offer is disabled with it, or the plan is refused.
    const off = services.filter((one) => one === service || isBoundTo(one, service));
    const changed = services.map((one) => (off.includes(one) ? { ...one, enabled: false } : one));
    const { name } = service;
    const expected = matrix
      .filter((cell) => cell.allowed && off.some((one) => isOf(one, cell)))
      .map(keyOf);
    const lost = changedCells(expectedMatrix(changed)).map((cell) => cell.replace(/ [^ ]*$/, ""));
    expect([name, lost]).toEqual([name, expected]);
  }
});

/** Whether the place is in a job of Prometheus' for probes: it asks the exporter, which asks the address. */
function isProbed(text: string, index: number): boolean {
  const before = text.slice(0, index);
  return before.slice(before.lastIndexOf("job_name: ")).startsWith("job_name: probe-");
}

describe("what is rendered", () => {
  const stackOf = new Map(nodeNames.map((node) => [trackedConfig(node).node.address, node]));

  /** Each address of another machine in a container's environment, its files or its data script. */
  const rendered = nodeNames.flatMap((stack) => {
    const site = planStack(stack, trackedConfig(stack));
    return site.services.flatMap((service) => {
      const { container, files } = renderService(service, site, 0);
      const script = renderData(service, {
        members: 1,
        endpoint: (name) => endpointOf(site, name),
        verifiers: {},
      });
      const texts = [
        JSON.stringify(container.envs),
        ...files.map(({ content }) => content),
        script,
      ];
      const text = texts.join("\n");
      return [...text.matchAll(/(\d+\.\d+\.\d+\.\d+)(?:[: ]| port=)(\d+)/g)].flatMap(
        ({ 1: address = "", 2: port, index }) => {
          const other = stackOf.get(address);
          if (other === undefined || other === stack) return [];
          const client = isProbed(text, index) ? "blackbox-exporter" : service.name;
          return [`${client} tag:${stack} tag:${other} tcp:${port ?? ""}`];
        },
      );
    });
  });
  const granted = matrix.flatMap((cell) =>
    cell.src.startsWith("tag:") ? cell.clients.map((client) => `${client} ${keyOf(cell)}`) : [],
  );

  it("names no address of another machine that is not granted", () => {
    expect(rendered.length).toBeGreaterThan(0);
    expect(rendered.filter((one) => !granted.includes(one))).toEqual([]);
  });

  it("names all that is granted, but what software finds by itself", () => {
    const found = [
      /^consul-agent tag:\w+ tag:oracle1 tcp:8300$/,
      /^elasticsearch-monitoring tag:oracle1 tag:thanos tcp:9200$/,
    ];
    // Those to and from regions are in src/software/regions.test.ts.
    const others = granted.filter((one) => !rendered.includes(one) && !one.includes(" tag:edge-"));
    expect(others.filter((one) => !found.some((form) => form.test(one)))).toEqual([]);
    expect(found.filter((form) => !others.some((one) => form.test(one)))).toEqual([]);
  });
});
