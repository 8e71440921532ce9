/** `bev verify`: which services are live, and which reach what they need. */
import { Command } from "commander";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { formatTable, reportErrors } from "./report.ts";
import { eachStack } from "../operations/update/each-stack.ts";
import { deployedConfigs, NODES_HELP, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import { verifyStack } from "../operations/nodes/verify.ts";
import type { DownTarget } from "../operations/nodes/targets.ts";
import type { ServiceState, Verification } from "../operations/nodes/verify.ts";

export function verifyCommand(): Command {
  return withTarget(new Command("verify"))
    .description(
      "count the services that are live and ready on the nodes (all without a name), and name what Prometheus gets no answer from",
    )
    .argument("[node...]", NODES_HELP)
    .action(async (nodes: string[], where: TargetOptions) => {
      if (!(await verify(await deployedConfigs(nodes, where)))) process.exitCode = 1;
    });
}

/** Prints the counts and what is missing; true when nothing is. */
export async function verify(configs: ReadonlyMap<string, StackConfig>): Promise<boolean> {
  const verified = await verifyAll(configs);
  const asked = verified.filter(({ failed }) => !failed);
  const rows = asked.map(({ stack, services }) => [stack, ...counts(services)]);
  const total = ["all", ...counts(asked.flatMap(({ services }) => services))];
  console.log(
    formatTable(["node", "services", "real live", "real ready", "doubles live"], [...rows, total]),
  );
  const lacking = asked.flatMap(({ stack, services }) =>
    services.flatMap(({ name, notLive, notReady }) =>
      [...notLive, ...notReady].map((problem) => `${stack}/${name}: ${problem}`),
    ),
  );
  // Of the nodes that were asked; a service that is not there answers nobody.
  const isThere = ({ node, service }: DownTarget): boolean =>
    asked.some(({ stack, services }) => {
      return stack === node && services.some(({ name }) => name === service);
    });
  const silent = verified.flatMap((one) => one.silent).filter(isThere);
  lacking.push(...silent.map(({ problem }) => problem));
  if (lacking.length > 0) console.log(lacking.join("\n"));
  return reportErrors(verified) && lacking.length === 0;
}

function verifyAll(configs: ReadonlyMap<string, StackConfig>): Promise<Verification[]> {
  return eachStack(configs, {
    doing: "Verifying",
    done: (stack) => `Verified ${stack}`,
    work: verifyStack,
    concurrent: configs.size,
  });
}

function counts(services: readonly ServiceState[]): string[] {
  const doubles = services.filter(({ isDouble }) => isDouble);
  const real = services.filter(({ isDouble }) => !isDouble);
  const live = (among: readonly ServiceState[]): ServiceState[] =>
    among.filter(({ notLive }) => notLive.length === 0);
  const ready = live(real).filter(({ notReady }) => notReady.length === 0);
  return [
    String(services.length),
    share(live(real), real),
    share(ready, real),
    share(live(doubles), doubles),
  ];
}

function share(part: readonly unknown[], whole: readonly unknown[]): string {
  return `${String(part.length)} of ${String(whole.length)}`;
}
