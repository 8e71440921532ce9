/** Projects whose programs declare docker resources. */
import { nameOf } from "../../src/lib/resources.ts";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ensureTestImage, inspect, removeAll, TEST_IMAGE } from "./docker-engine.ts";
import type { Inspected } from "./docker-engine.ts";
import { ObservedProject } from "./steps.ts";
import type { Steps } from "./steps.ts";

export * from "./docker-engine.ts";
export type { Steps } from "./steps.ts";

type Arguments = Record<string, unknown> & { options?: Record<string, unknown> };

/** Resources by type and name. Names, and a container's image and command, are made up. */
export interface Declared {
  Provider?: Arguments;
  Network?: Record<string, Arguments>;
  Volume?: Record<string, Arguments>;
  RemoteImage?: Record<string, Arguments>;
  Container?: Record<string, Arguments>;
}

const PROGRAM = `
import * as docker from "@pulumi/docker";
import { readFileSync } from "node:fs";
const declared = JSON.parse(readFileSync("declared.json", "utf8"));
const provider = declared.Provider && new docker.Provider("engine", declared.Provider);
const dependsOn = [];
for (const type of ["Network", "Volume", "RemoteImage", "Container"]) {
  const made = Object.entries(declared[type] ?? {}).map(
    ([name, { options, ...args }]) =>
      new docker[type](name, args, { ...(provider && { provider }), dependsOn: [...dependsOn], ...options }),
  );
  dependsOn.push(...made);
}
`;

/** A project whose program declares docker resources; all its names begin with `prefix`. */
export class DockerProject extends ObservedProject {
  readonly prefix: string;

  constructor(subject: string, source = PROGRAM, environment: Record<string, string> = {}) {
    super("docker", source, environment);
    this.prefix = `bev_test_${subject}`;
  }

  override async init(): Promise<void> {
    await ensureTestImage();
    await removeAll(this.prefix);
    await super.init();
  }

  /** For a test that reaches no Engine. */
  initWithoutDocker(): Promise<void> {
    return super.init();
  }

  nameOf(name: string): string {
    return `${this.prefix}_${name}`;
  }

  inspect(name: string): Promise<Inspected> {
    return inspect(this.nameOf(name));
  }

  /** A resource of the state as it lies on disk, by its name in the program. */
  resource(name: string): StateResource | undefined {
    const file = path.join(this.directory, "state", ".pulumi", "stacks", "test", "test.json");
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest?: { resources?: StateResource[] } };
    };
    return checkpoint.latest?.resources?.find(({ urn }) => nameOf(urn) === name);
  }

  declare(declared: Declared): this {
    const named = (of: Record<string, Arguments> = {}, also = {}) =>
      Object.fromEntries(
        Object.entries(of).map(([name, args]) => [
          name,
          { name: this.nameOf(name), ...also, ...args },
        ]),
      );
    const container = { image: TEST_IMAGE, command: ["sleep", "1000"] };
    const { Network, Volume, Container, ...others } = declared;
    const full = {
      ...others,
      Network: named(Network),
      Volume: named(Volume),
      Container: named(Container, container),
    };
    this.write("declared.json", JSON.stringify(full));
    return this;
  }

  destroy(...flags: string[]): Promise<Steps> {
    return this.observed((log) =>
      this.pulumi("destroy", "--yes", "--skip-preview", "--color=never", ...log, ...flags),
    );
  }

  override async remove(): Promise<void> {
    await super.remove();
    await removeAll(this.prefix);
  }

  /** Removes the folder and what has the prefix on this Engine. It needs no run of Pulumi. */
  async discard(): Promise<void> {
    await removeAll(this.prefix);
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export interface StateResource {
  urn: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  initErrors?: string[];
}
