/** `bev lab`: the whole platform on one machine, as `npm run lab` makes it. */
import { Command } from "commander";

/** Loaded when one of these is called: a command about production has nothing of the lab. */
const platform = () => import("./lab/platform.ts");
const hosts = () => import("./lab/hosts.ts");

const REGION = "--region <region>";

interface RegionOption {
  region?: string[];
}

/** May be given more than once. */
const collect = (region: string, before: string[] = []) => [...before, region];

export function labCommand(): Command {
  return new Command("lab")
    .description("the nodes on one machine: three hosts on Linux as root, else one Docker Engine")
    .addCommand(
      new Command("up")
        .description("deploy every enabled service of the nodes")
        .option(REGION, "and an edge region, on a host of its own; it stays in this lab", collect)
        .action(async ({ region }: RegionOption) => (await platform()).up(region)),
    )
    .addCommand(
      new Command("images")
        .description("build the images of them ahead")
        .option(REGION, "and those of an edge region", collect)
        .action(async ({ region }: RegionOption) => (await platform()).images(region)),
    )
    .addCommand(
      new Command("down")
        .description("remove all of it")
        .action(async () => (await platform()).down()),
    )
    .addCommand(hostsCommand());
}

function hostsCommand(): Command {
  return new Command("hosts")
    .description("three hosts with production's names and addresses, reached over ssh")
    .addCommand(
      new Command("up")
        .description("start what does not run")
        .option("--data <directory>", "where the engines keep their data, instead of .bev/lab")
        .action(async ({ data }: { data?: string }) => (await hosts()).hostsUpAndHelp(data)),
    )
    .addCommand(
      new Command("status")
        .description("show what runs")
        .action(async () => (await hosts()).hostsStatus()),
    )
    .addCommand(
      new Command("down")
        .description("remove the hosts with their containers, images and volumes")
        .action(async () => (await hosts()).hostsDown()),
    );
}
