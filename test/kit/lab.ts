/** The lab that `test:platform` runs against: this repository's own, with its three Engines. */
import { existsSync } from "node:fs";
import path from "node:path";
import { labNodes, RUNTIME } from "../../lab/node.ts";
import { SSH_PATH } from "../../lab/ssh.ts";
import type { StackName } from "../../src/catalog/types.ts";
import type { Inspected } from "./docker.ts";
import { answered, root, run, succeeded } from "./engine.ts";
import type { Run } from "./engine.ts";
import { ask } from "./patience.ts";
import { Program } from "./program.ts";

const env = { PATH: [SSH_PATH, process.env["PATH"] ?? ""].join(path.delimiter) };

export function isLabUp(): boolean {
  return existsSync(RUNTIME);
}

/** A container's name, as the program gives it to a service that has one instance. */
export function containerOf(service: string): string {
  return `bev_${service.replaceAll("-", "_")}`;
}

class Lab extends Program {
  constructor() {
    super(root, path.join(".bev", "lab", "stacks"), env);
  }

  /** `docker` on the Engine of a node; a refusal is an answer too. */
  try(node: StackName, ...args: string[]): Promise<Run> {
    return run("docker", dockerOn(node, ...args), { env });
  }

  /** What `docker` prints on the Engine of a node. */
  async docker(node: StackName, ...args: string[]): Promise<string> {
    return (await answered(this.try(node, ...args))).stdout.trim();
  }

  /** What a command prints in a service's container. */
  exec(node: StackName, service: string, ...command: string[]): Promise<string> {
    return this.docker(node, "exec", containerOf(service), ...command);
  }

  /** What a command prints on the host of a node, over ssh. */
  async ssh(node: StackName, command: string): Promise<string> {
    return (await answered(run("ssh", [node, command], { env }))).stdout.trim();
  }

  async inspect(node: StackName, ...services: string[]): Promise<Inspected[]> {
    const answer = await this.docker(node, "inspect", ...services.map(containerOf));
    return JSON.parse(answer) as Inspected[];
  }

  async inspectOne(node: StackName, service: string): Promise<Inspected> {
    const [answer] = await this.inspect(node, service);
    if (!answer) throw new Error(`docker inspect ${service}: no answer`);
    return answer;
  }

  /** Every service's container of a node, whatever its state. Those that a backup makes for a moment come and go. */
  async containers(node: StackName): Promise<Inspected[]> {
    const listed = await this.docker(node, "ps", "--all", "--quiet", "--filter=label=bev.service");
    const ids = listed.split("\n");
    return JSON.parse(await this.docker(node, "inspect", ...ids)) as Inspected[];
  }

  /** Both streams of a service's log. */
  async log(node: StackName, service: string): Promise<string> {
    return (await answered(this.try(node, "logs", containerOf(service)))).output;
  }

  /** Where each service runs, and since when: the same text later means that none was restarted. */
  async lives(node: StackName, ...services: string[]): Promise<string[]> {
    const found = await this.inspect(node, ...services);
    return found.map(({ Id, State }) => `${Id} ${State.StartedAt}`);
  }

  /** Waits until Docker calls a container healthy. */
  async healthy(node: StackName, service: string): Promise<void> {
    const state = async () => (await this.inspectOne(node, service)).State;
    const { Health } = await ask(state, (now) => now.Health?.Status === "healthy");
    if (Health?.Status !== "healthy")
      throw new Error(`${service}: ${await this.log(node, service)}`);
  }

  /** A command in a new container beside a service's: with its networks, and its files read-only. */
  async beside(node: StackName, service: string, image: string, script: string): Promise<Run> {
    const container = containerOf(service);
    const place = ["--network", `container:${container}`, "--volumes-from", `${container}:ro`];
    const args = ["--rm", ...place, "--user", "1000:1000", "--entrypoint", "sh"];
    return this.try(node, "run", ...args, image, "-c", script);
  }

  /** @throws Error with what `bev up --lab` said */
  up(...stacks: string[]): Promise<Run> {
    return succeeded(this.bev("up", "--lab", ...stacks));
  }

  /** The last answer of `bev verify --lab`, asked until everything is live and ready. */
  verified(minutes?: number): Promise<Run> {
    const isWell = ({ code }: Run) => code === 0;
    return ask(() => this.bev("verify", "--lab"), isWell, minutes);
  }
}

export const lab = new Lab();

export function addressOf(node: StackName): string {
  const found = labNodes().find(({ name }) => name === node);
  if (found) return found.address;
  throw new Error(`${node}: must be a host of the lab, is not; npm run lab -- --region us-east`);
}

/** Arguments of `docker` for the Engine of a node. */
export function dockerOn(node: StackName, ...args: string[]): string[] {
  return ["--host", `unix://${path.join(RUNTIME, node, "docker.sock")}`, ...args];
}
