/** `bev edge`: which edge regions are in use, and on which machines. */
import { Command } from "commander";
import {
  disableRegion,
  enableRegion,
  listRegions,
  regionNamed,
} from "../operations/edge/regions.ts";
import type { MachineOptions } from "../operations/edge/settings.ts";
import { edgeDefaults } from "../src/catalog/machines.ts";
import { regionNames } from "../src/catalog/regions.ts";
import { formatTable } from "./report.ts";

const REGIONS = regionNames.join(", ");

export function edgeCommand(): Command {
  const { architecture, capacity } = edgeDefaults;
  return new Command("edge")
    .description("edge regions: which are in use, and on which machines")
    .addCommand(
      new Command("list")
        .description("show every region, and of those in use whether they answer")
        .action(list),
      { isDefault: true },
    )
    .addCommand(
      new Command("enable")
        .description(
          "give a region its machine, or another one: writes its stack file and its line of regions.json",
        )
        .argument("<region>", REGIONS)
        .requiredOption("--host <host>", "its Docker Engine, as ssh://[user@]host[:port]")
        .requiredOption("--address <address>", "its IPv4 address on the tailnet")
        .option("--architecture <name>", `amd64 or arm64; ${architecture} without it`)
        .option("--memory <MiB>", `what it has; ${String(capacity.memory)} without it`)
        .option("--cores <number>", `what it has; ${String(capacity.cores)} without it`)
        .option("--votes", "it is the third vote: PostgreSQL fails over without a person")
        .action(enable),
    )
    .addCommand(
      new Command("disable")
        .description("take a region out of use, once nothing of it runs")
        .argument("<region>", REGIONS)
        .action(disable),
    );
}

async function list(): Promise<void> {
  const rows = (await listRegions()).map(({ region, state, address, health }) => [
    ...[region, state, address, health],
  ]);
  console.log(formatTable(["region", "state", "address", "health"], rows));
}

function enable(name: string, options: MachineOptions): void {
  const { stack, result } = enableRegion(regionNamed(name), options);
  if (result === "same") {
    console.log(`${stack} is as it was`);
    return;
  }
  console.log(
    `${stack} is ${result}: Pulumi.${stack}.yaml, regions.json; run npm run update, then npx bev preview ${stack}`,
  );
}

async function disable(name: string): Promise<void> {
  const stack = await disableRegion(regionNamed(name));
  console.log(
    `${stack} is disabled; run npm run update, then npx bev up oracle1, whose routers still know it`,
  );
}
