/** What goes wrong in the lab on purpose, and the way back. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { killProcesses } from "../../lab/namespace.ts";
import { SWITCH } from "../../lab/network.ts";
import { labNodes, RUNTIME } from "../../lab/node.ts";
import { nodes } from "../../src/catalog/nodes.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import type { StackName } from "../../src/catalog/types.ts";
import { products } from "../../src/software/index.ts";
import { answered, run, succeeded } from "./engine.ts";
import { containerOf, lab } from "./lab.ts";
import { ask } from "./patience.ts";

export interface LabFault {
  begin: () => Promise<unknown>;
  end: () => Promise<unknown>;
}

/** The Engine does not start it again: somebody wanted it so. */
export function stopped(node: NodeName, service: string): LabFault {
  return {
    begin: () => lab.docker(node, "kill", containerOf(service)),
    end: () => lab.docker(node, "start", containerOf(service)),
  };
}

/** A service of its own that ends again and again, and is started each time; it begins with the fourth. */
export function crashing(node: NodeName, service: string): LabFault {
  // The Engine waits longer and longer for what ends within ten seconds.
  const { begin, end } = extra(node, service, "sleep 11; exit 1");
  const restarts = async () => {
    const format = "{{.RestartCount}}";
    return Number(await lab.docker(node, "inspect", "--format", format, containerOf(service)));
  };
  return {
    begin: async () => {
      await begin();
      await ask(restarts, (count) => count > 3);
    },
    end,
  };
}

/** Processes of a service of its own want more memory than its container may have. */
export function outOfMemory(node: NodeName, service: string): LabFault {
  const { begin, end } = extra(node, service, "while :; do sleep 1; done");
  const greedy = ["sh", "-c", "while :; do tail /dev/zero; sleep 5; done"];
  return {
    begin: async () => {
      await begin();
      // A first kill is one more than none only for who has seen none.
      await sleep(30_000);
      await lab.docker(node, "exec", "--detach", containerOf(service), ...greedy);
    },
    end,
  };
}

/** A container beside those of the stack, with the labels of a service. */
function extra(node: NodeName, service: string, script: string): LabFault {
  const name = containerOf(service);
  const labels = { service, stack: node, family: "database" };
  return {
    begin: async () => {
      const { Image } = await lab.inspectOne("thanos", "redis-thanos");
      await lab.docker(
        ...([node, "run", "--detach", "--name", name, "--hostname", service] as const),
        ...["--memory", "32m", "--memory-swap", "32m", "--restart", "always"],
        ...Object.entries(labels).flatMap(([label, value]) => ["--label", `bev.${label}=${value}`]),
        ...["--entrypoint", "sh", Image, "-c", script],
      );
    },
    // Another end may have been before.
    end: () => lab.try(node, "rm", "--force", "--volumes", name),
  };
}

export const sealedVault: LabFault = {
  begin: () => lab.docker("oracle1", "restart", containerOf("vault")),
  end: () => succeeded(lab.bev("unseal", "--lab")),
};

/** A broker has a certificate of three days in place of its own, which no client trusts. */
export function certificateEnding(node: NodeName, broker: string): LabFault {
  const inSecrets = async (script: string, env: readonly string[] = []) => {
    const { Config } = await lab.inspectOne(node, broker);
    const args = ["--rm", "--user", "0:0", "--entrypoint", "sh", ...env];
    const volume = ["--volume", `${containerOf(broker)}_secrets:/secrets`, "--workdir", "/secrets"];
    await lab.docker(node, "run", ...args, ...volume, String(Config["Image"]), "-ec", script);
    await lab.exec(node, broker, "sh", "-c", products["rabbitmq"]?.reload ?? "false");
  };
  const each = (script: string) => `for part in certificate key; do ${script}; done`;
  return {
    begin: () => {
      const { certificate, key } = selfSigned(broker, 3);
      // The file stays, and with it its owner and mode.
      return inSecrets(each("cp -p $part.pem former-$part; printenv $part >$part.pem"), [
        ...["--env", `certificate=${certificate}`, "--env", `key=${key}`],
      ]);
    },
    end: () => inSecrets(each("mv former-$part $part.pem")),
  };
}

function selfSigned(name: string, days: number): { certificate: string; key: string } {
  const made = execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "-", "-out", "-"],
      ...["-subj", `/CN=${name}`, "-days", String(days)],
    ],
    { stdio: ["ignore", "pipe", "ignore"] },
  ).toString();
  const [, key = "", certificate = ""] =
    /(-----BEGIN PRIVATE[^]+KEY-----\n)[^]*?(-----BEGIN CERT[^]+)/.exec(made) ?? [];
  return { certificate, key };
}

/** A disk of the node that nearly has no room left. The exporter sees those that were there at its start. */
export function filledDisk(node: NodeName): LabFault {
  // The exporter is nobody, and leaves out what lies below /run.
  const folder = mkdtempSync("/var/tmp/bev-disk-");
  chmodSync(folder, 0o755);
  const image = path.join(folder, "image");
  const mounted = path.join(folder, "mounted");
  const exporter = containerOf("node-exporter");
  const engine = path.join(RUNTIME, node, "dockerd.pid");
  let device = "";
  /** The exporter reads the machine's list of disks, and their room by way of its Engine's mounts. */
  const inEngine = () => ["--target", readFileSync(engine, "utf8").trim(), "--mount"];
  return {
    begin: async () => {
      mkdirSync(mounted);
      execFileSync("truncate", ["--size", "64M", image]);
      execFileSync("mkfs.ext4", ["-q", "-m", "0", image]);
      device = execFileSync("losetup", ["--find", "--show", image]).toString().trim();
      execFileSync("mount", [device, mounted]);
      execFileSync("nsenter", [...inEngine(), "mount", device, mounted]);
      await lab.docker(node, "restart", exporter);
      // Less at each scrape: two samples would make no trend.
      for (let part = 0; part < 5; part++) {
        writeFileSync(path.join(mounted, String(part)), Buffer.alloc(9 * 2 ** 20));
        await sleep(15_000);
      }
    },
    end: async () => {
      await lab.docker(node, "stop", exporter);
      execFileSync("nsenter", [...inEngine(), "umount", mounted]);
      execFileSync("umount", [mounted]);
      execFileSync("losetup", ["--detach", device]);
      rmSync(folder, { recursive: true });
      await lab.docker(node, "start", exporter);
    },
  };
}

/** Packets between the containers of one node and a port of another are lost. */
export function cutOff(from: NodeName, to: NodeName, port: number): LabFault {
  const { address } = nodes[to];
  const between = [`-d ${address} -p tcp --dport`, `-s ${address} -p tcp --sport`];
  return dropping(
    from,
    between.map((match) => `DOCKER-USER ${match} ${String(port)}`),
  );
}

/** Neither reaches the other; operators reach both. */
export function apart(node: NodeName, other: NodeName): LabFault {
  const ways = ["INPUT -s", "OUTPUT -d", "DOCKER-USER -s", "DOCKER-USER -d"];
  return dropping(
    node,
    ways.map((way) => `${way} ${nodes[other].address}`),
  );
}

/** @param matches a chain of iptables and what it drops */
function dropping(node: NodeName, matches: readonly string[]): LabFault {
  const change = (action: "I" | "D") =>
    lab.ssh(node, matches.map((match) => `iptables -${action} ${match} -j DROP`).join(" && "));
  return { begin: () => change("I"), end: () => change("D") };
}

/** Its link is down: nothing reaches it, and it runs on. */
export function disconnected(node: StackName): LabFault {
  const set = async (state: "up" | "down") => {
    const { link = "" } = labNodes().find(({ name }) => name === node) ?? {};
    await answered(run("ip", ["-n", SWITCH, "link", "set", link, state]));
  };
  return { begin: () => set("down"), end: () => set("up") };
}

/** Its machine is off: nothing of it runs. */
export function switchedOff(node: StackName): LabFault {
  const { namespace = "" } = labNodes().find(({ name }) => name === node) ?? {};
  return {
    begin: () => killProcesses(namespace),
    end: () => succeeded(lab.bev("lab", "hosts", "up")),
  };
}
