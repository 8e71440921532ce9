/** `bev down`: removes all that `bev up --local` made. */
import { Command } from "commander";

export function downCommand(): Command {
  return new Command("down")
    .description("remove every container, network, volume, file and image that bev up --local made")
    .action(async () => (await import("./lab/local.ts")).downLocal());
}
