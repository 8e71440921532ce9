/** Asks a service of monitoring over HTTP, inside its container: its port need not be open for the machine that asks. */
import type { StackSite } from "../../src/access/site.ts";
import { catalog } from "../../src/catalog/index.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import type { StackName } from "../../src/catalog/types.ts";
import { renderService } from "../../src/container/rendered-service.ts";
import { UserError } from "../../src/lib/error.ts";
import { shown } from "../../src/lib/faults.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { planStack } from "../../src/stack/plan.ts";
import { runProgram } from "../command.ts";

/** A node that is off must not hold up a person for long. */
const TIMEOUT_MS = 30_000;

export interface Monitor {
  node: string;
  name: string;
  /** Of the node's Engine. */
  host: string;
  container: string;
  /** Of its own server, as it has it. */
  url: string;
}

/** A monitor that cannot be asked: another one may be. */
export class SilentMonitorError extends UserError {}

export function nodeOf(service: string): string {
  return catalog.find(({ name }) => name === service)?.node ?? "";
}

/** A monitor with what its node's stack plans. */
export interface PlannedMonitor extends Monitor {
  site: StackSite;
  service: Service;
}

/** @throws UserError where the node's stack has it switched off */
export function monitorOf(name: string, config: StackConfig): PlannedMonitor {
  const node = nodeOf(name);
  const site = planStack(node as StackName, config);
  const service = site.services.find((one) => one.name === name);
  if (!service) {
    throw new UserError(
      `bev:services.${name}: must be enabled on ${node} for that, is not; set enabled to true in Pulumi.${node}.yaml`,
    );
  }
  return { ...monitorAt(config.node.host, service, site), site, service };
}

/** @param host of the node's Engine */
export function monitorAt(host: string, service: Service, site: StackSite): Monitor {
  const { node, name, ports } = service;
  const port = ports.find(({ purpose }) => purpose === "http")?.container;
  const { container } = renderService(service, site, 0);
  return { node, name, host, container: container.name, url: `http://127.0.0.1:${String(port)}` };
}

/** @throws SilentMonitorError where it does not answer, or not with JSON */
export async function ask(monitor: Monitor, path: string, body?: object): Promise<unknown> {
  const text = await askText(monitor, path, body);
  try {
    return JSON.parse(text);
  } catch {
    throw new SilentMonitorError(
      `${monitor.node}/${monitor.name}: must answer with JSON, got ${shown(text.slice(0, 40))}; see npx bev verify ${monitor.node}`,
    );
  }
}

/**
 * @param body is sent as JSON; absent: it is only asked
 * @throws SilentMonitorError where it does not answer
 */
export async function askText(
  { node, name, host, container, url }: Monitor,
  path: string,
  body?: object,
): Promise<string> {
  const post = body
    ? ["--header", "Content-Type: application/json", "--post-data", JSON.stringify(body)]
    : [];
  const { code, stdout, stderr } = await runProgram(
    "docker",
    ["exec", container, "wget", "-q", "-O", "-", ...post, `${url}${path}`],
    { env: { DOCKER_HOST: host }, timeout: TIMEOUT_MS },
  );
  if (code === 0) return stdout;
  throw new SilentMonitorError(
    `${node}/${name}: must answer, does not (${stderr.trim() || "it says nothing"}); see npx bev verify ${node}`,
  );
}
