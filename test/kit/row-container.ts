/** A service of the catalogue as one container with all options of its row, alone and without a network. */
import Docker from "dockerode";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, mkdtempSync, openSync, writeFileSync } from "node:fs";
import os, { availableParallelism } from "node:os";
import path from "node:path";
import { resolveService } from "../../src/catalog/resolve.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import { catalog } from "../../src/catalog/index.ts";
import type { ImageName } from "../../src/catalog/images.ts";
import { healthCommand } from "../../src/container/arguments.ts";
import { renderService } from "../../src/container/rendered-service.ts";
import type { RenderedService, RenderSite } from "../../src/container/rendered-service.ts";
import { SECRETS_PATH, volumeName } from "../../src/lib/names.ts";
import { withClusters } from "../../src/software/clusters.ts";
import { certificateStep } from "../../src/steps/certificate.ts";
import { optionsOf } from "./container-options.ts";
import { docker, removeAll } from "./docker-engine.ts";
import { ensureLabImage } from "./lab-image.ts";
import { ask } from "./patience.ts";

const engine = new Docker();

/** What a program said and how it ended. */
export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

interface RowOptions {
  purpose?: "backup" | "drill";
  shared?: { network: string; prefix: string };
  others?: Service[];
  addressOf?: (node: string) => string;
  isMember?: boolean;
}

export class RowContainer {
  readonly service: Service;
  readonly prefix: string;
  /** What stands in a secret file in place of `{secret}`. */
  readonly password = "canary-8f3b1c";
  readonly #rendered: RenderedService;
  readonly #image: ImageName;
  readonly #checks: boolean;
  readonly #shared: string | undefined;
  /** Where others reach it by its name. */
  network = "none";

  /**
   * @param changes what lets the row run alone
   * @param purpose of the test: for a drill the Engine runs its check too, each second
   * @param shared another container, whose network it uses, and a prefix of its own
   * @param isMember it is told of the other members of its cluster, of which none runs
   * @param others services of other nodes, by loopback unless `addressOf` says where those are; all of them without it
   */
  constructor(
    name: string,
    changes: Partial<Service> = {},
    {
      purpose = "backup",
      shared,
      others,
      addressOf = () => "127.0.0.1",
      isMember = false,
    }: RowOptions = {},
  ) {
    this.#checks = purpose === "drill";
    this.#shared = shared?.network;
    const row = catalog.find((one) => one.name === name);
    if (typeof row?.image !== "string")
      throw new Error(`${name}: must be a row with a shared image`);
    this.#image = row.image;
    this.prefix = shared?.prefix ?? `bev_test_${purpose}_${name.replaceAll("-", "_")}_`;
    const members = catalog.filter(
      (one) => isMember && one !== row && one.node === row.node && one.image === row.image,
    );
    const site = {
      ...siteOf(this.prefix, [
        { ...resolveService(row), ...changes },
        ...members.map((one) => resolveService(one)),
      ]),
      others:
        others ?? catalog.filter(({ node }) => node !== row.node).map((one) => resolveService(one)),
      addressOf,
    };
    const services = withClusters(site.services, site.address);
    const [service] = services;
    if (!service) throw new Error(`${name}: is not resolved`);
    this.service = service;
    this.#rendered = renderService(service, { ...site, services }, 0);
  }

  get name(): string {
    return this.#rendered.container.name;
  }

  /** With new and empty volumes, and live. */
  async startEmpty(): Promise<void> {
    await this.prepare();
    await this.start();
  }

  /** Its volumes, empty, with its secret files. */
  async prepare(): Promise<void> {
    await this.remove();
    for (const { name, content } of this.#rendered.files) {
      const file = path.join(this.#rendered.directory, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    await this.#deliverSecrets();
  }

  /** It is there, and does not run. */
  async create(): Promise<Docker.Container> {
    return engine.createContainer(await this.#options());
  }

  async start(): Promise<void> {
    const container = await this.create();
    await container.start();
    // One check after the other, and none once it is live: some of them are whole Java or Erlang machines.
    const check = healthCommand(this.service);
    const isLive = async () => (await piped(["exec", this.name, ...check])).code === 0;
    if (!(await ask(isLive, Boolean, 2))) throw new Error(await docker("logs", this.name));
  }

  async stop(): Promise<void> {
    await docker("stop", this.name);
    await docker("rm", this.name);
  }

  async remove(): Promise<void> {
    await removeAll(this.prefix);
  }

  /** A script in the running container. */
  script(text: string, input?: string, output?: string): Promise<Said> {
    return piped(["exec", "--interactive", this.name, "sh", "-c", text], input, output);
  }

  /** What a script prints that must succeed. */
  async answer(text: string, input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.script(text, input);
    if (code !== 0) throw new Error(`${this.name} ended with ${String(code)}: ${stderr}${stdout}`);
    return stdout.trim();
  }

  /** A script in a container of its own over the volumes of the service. */
  async once(text: string, input?: string, output?: string): Promise<Said> {
    const name = `${this.prefix}once`;
    await engine.createContainer({
      ...(await this.#options()),
      ...{ name, Entrypoint: ["sh", "-c"], Cmd: [text] },
      ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true },
    });
    try {
      return await piped(["start", "--attach", "--interactive", name], input, output);
    } finally {
      await docker("rm", "--force", name);
    }
  }

  async #options(): Promise<Docker.ContainerCreateOptions> {
    const { Hostname, ExposedPorts, ...options } = optionsOf(this.#rendered.container);
    const isAlone = this.#shared === undefined;
    const network = isAlone
      ? { NetworkMode: this.network, ExtraHosts: [`${this.service.name}:127.0.0.1`] }
      : { NetworkMode: `container:${this.#shared}`, PortBindings: {} };
    return {
      ...options,
      // The other container has its own.
      ...(isAlone && { Hostname, ExposedPorts }),
      Image: await ensureLabImage(this.#image),
      ...(!this.#checks && { Healthcheck: { Test: ["NONE"] } }),
      HostConfig: { ...options.HostConfig, ...network, RestartPolicy: { Name: "no" } },
    };
  }

  async #deliverSecrets(): Promise<void> {
    const { secrets, user } = this.service;
    if (secrets.length === 0) return;
    const folder = mkdtempSync(path.join(os.tmpdir(), "bev-secrets-"));
    const parts = await certificateParts(this.name);
    for (const { name, certificate, template = "{secret}" } of secrets) {
      const text = certificate ? parts[certificate] : template.replace("{secret}", this.password);
      writeFileSync(path.join(folder, name), text, { mode: 0o400 });
    }
    const [uid = "", gid = ""] = user.split(":");
    const tar = path.join(this.#rendered.directory, "..", "secrets.tar");
    const owner = [`--owner=${uid}`, `--group=${gid}`, "--numeric-owner"];
    mkdirSync(path.dirname(tar), { recursive: true });
    execFileSync("tar", ["--create", `--file=${tar}`, `--directory=${folder}`, ...owner, "."]);
    const volume = volumeName(this.prefix, this.service.name, "secrets");
    const { id } = await engine.createContainer({
      Image: await ensureLabImage(this.#image),
      HostConfig: { Binds: [`${volume}:${SECRETS_PATH}`], NetworkMode: "none" },
      Cmd: ["true"],
    });
    await piped(["cp", "-", `${id}:${SECRETS_PATH}`], tar);
    await docker("rm", id);
  }
}

/** Standard input and output are files, as they may be large. */
async function piped(args: string[], input = "/dev/null", output?: string): Promise<Said> {
  const stdin = openSync(input, "r");
  const target = output === undefined ? undefined : openSync(output, "w");
  const child = spawn("docker", args, { stdio: [stdin, target ?? "pipe", "pipe"] });
  const said: Said = { code: -1, stdout: "", stderr: "" };
  child.stdout?.on("data", (text: Buffer) => (said.stdout += text.toString()));
  child.stderr?.on("data", (text: Buffer) => (said.stderr += text.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  for (const file of [stdin, target]) if (file !== undefined) closeSync(file);
  return { ...said, code: code ?? -1 };
}

function siteOf(prefix: string, services: Service[]): RenderSite {
  return {
    ...{ stack: "test", address: "127.0.0.1", prefix, services, others: [], lock: {} },
    dataRoot: mkdtempSync(path.join(os.tmpdir(), "bev-row-")),
    machine: { cores: availableParallelism(), gpus: 0, checkSeconds: 1 },
    registry: "registry.test",
    factors: { memory: 0.1, cpu: 0.1 },
    addressOf: () => "127.0.0.1",
  };
}

/** All rows of a file trust one authority. */
let authority: Promise<string> | undefined;

/** For loopback and the container's name. */
async function certificateParts(container: string) {
  const pairOf = (bundle: string) => {
    const [certificate = "", key = ""] = bundle.split(/(?=-----BEGIN PRIVATE KEY-----)/);
    return { certificate, key };
  };
  const signer = pairOf(await (authority ??= certificateStep({ name: "test", days: 1 })));
  const hosts = ["localhost", "127.0.0.1", container];
  const both = await certificateStep({ name: "server", days: 1, hosts, authority: signer });
  return { authority: signer.certificate, both, ...pairOf(both) };
}
