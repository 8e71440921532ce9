/** `bev lab hosts`: starts and stops the nodes on this machine, each with a Docker Engine of its own. */
import path from "node:path";
import {
  checkMachine,
  downHost,
  prepareHosts,
  removeShared,
  statusOfHost,
  upHost,
} from "../../lab/hosts.ts";
import type { NodeStatus } from "../../lab/hosts.ts";
import { labNodes } from "../../lab/node.ts";
import { SSH_PATH } from "../../lab/ssh.ts";
import { showProgress } from "../../operations/progress.ts";
import type { EdgeStack } from "../../src/catalog/regions.ts";
import { formatTable } from "../report.ts";

export async function hostsUp(data?: string, regions?: readonly EdgeStack[]): Promise<void> {
  await prepareHosts(data && path.resolve(data), regions);
  await showProgress(
    labNodes().map((node) => ({
      title: `Starting ${node.name}`,
      work: async () => {
        await upHost(node);
        return `${node.name} is up`;
      },
    })),
    { concurrent: labNodes().length },
  );
  await hostsStatus();
}

/** Starts what does not run, and says how to reach it. */
export async function hostsUpAndHelp(data?: string): Promise<void> {
  await hostsUp(data);
  console.log(
    `\nTo reach them:  export PATH=${SSH_PATH}:$PATH\n                docker -H ssh://thanos info`,
  );
}

export async function hostsStatus(): Promise<void> {
  checkMachine();
  const rows = (await Promise.all(labNodes().map(statusOfHost))).map(statusRow);
  console.log(formatTable(["node", "address", "ssh", "engine", "containers"], rows));
}

function statusRow({ node, ssh, engine }: NodeStatus): string[] {
  return [
    node.name,
    node.address,
    ssh ? "answers" : "-",
    engine?.version ?? "-",
    engine ? `${String(engine.running)} of ${String(engine.containers)} running` : "-",
  ];
}

export async function hostsDown(): Promise<void> {
  checkMachine();
  await showProgress(
    labNodes().map((node) => ({
      title: `Removing ${node.name}`,
      work: async () => {
        await downHost(node);
        return `${node.name} is removed`;
      },
    })),
    { concurrent: labNodes().length },
  );
  await removeShared();
  console.log("removed: hosts, containers, images, volumes, networks, files and the stacks' state");
}
