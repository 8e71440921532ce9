/** The Docker Engine that the provider's `host` names: unix://, tcp:// or ssh://. */
import Docker from "dockerode";
import { parsed, text } from "../kit/config.ts";
import { ProviderError } from "../kit/provider.ts";
import type { Properties, Value } from "../kit/values.ts";
import { sshAgent } from "./dial.ts";

interface RegistryAuth {
  address: string;
  username?: string;
  password?: string;
  authDisabled?: boolean;
}

const DEFAULT_HOST = "unix:///var/run/docker.sock";
const AUTH_MEMBERS = ["address", "authDisabled", "password", "username"];
const REFUSED = ["caMaterial", "certMaterial", "certPath", "context", "keyMaterial"];

export class DockerEngine {
  #client: Docker | undefined;
  #registryAuth: RegistryAuth[] = [];

  /** Connects; asks a unix or tcp host whether it answers, but never an ssh one. */
  async configure(config: Properties): Promise<void> {
    const refused = REFUSED.find((name) => config[name]);
    if (refused) throw new ProviderError(`${refused}: not implemented by this stand-in`);
    const host = text(config["host"]) ?? process.env["DOCKER_HOST"] ?? DEFAULT_HOST;
    this.#client = connect(host, (parsed(config["sshOpts"]) ?? []) as string[]);
    this.#registryAuth = registryAuth(parsed(config["registryAuth"]) ?? []);
    const unchecked = host.startsWith("ssh://") || parsed(config["disableDockerDaemonCheck"]);
    if (!unchecked) {
      await this.client.ping().catch((error: unknown) => {
        throw new ProviderError(
          `failed to connect to any docker daemon: ${host}: ${messageOf(error)}; start the Docker ` +
            `Engine there, or set another host`,
        );
      });
    }
  }

  get client(): Docker {
    if (this.#client) return this.#client;
    throw new ProviderError("the provider was not configured");
  }

  /** The credentials for the registry that an image name begins with. */
  authFor(image: string): Docker.AuthConfig | undefined {
    const registry = registryOf(image);
    const found = this.#registryAuth.find(
      ({ address, authDisabled }) => !authDisabled && hostOf(address) === registry,
    );
    if (!found) return undefined;
    return {
      serveraddress: found.address,
      username: found.username ?? "",
      password: found.password ?? "",
    };
  }
}

function connect(host: string, sshOpts: string[]): Docker {
  const url = URL.canParse(host) ? new URL(host) : undefined;
  switch (url?.protocol) {
    case "unix:":
      return new Docker({ socketPath: url.pathname });
    case "tcp:":
    case "http:":
      return new Docker({ protocol: "http", host: url.hostname, port: url.port || "2375" });
    case "ssh:":
      // Docker's own client refuses both too.
      if (url.password) throw new ProviderError("host: a password in an ssh:// host is refused");
      if (url.pathname.length > 1) {
        throw new ProviderError(`host: an ssh:// host takes no path, got ${host}`);
      }
      return new Docker({
        protocol: "http",
        host: "docker",
        port: 80,
        agent: sshAgent(url, sshOpts),
      } as Docker.DockerOptions);
    default:
      throw new ProviderError(`host: must begin with unix://, tcp:// or ssh://, got ${host}`);
  }
}

/** @throws ProviderError naming what the stand-in does not take */
function registryAuth(value: Value): RegistryAuth[] {
  const entries = value as unknown as RegistryAuth[];
  const refused = entries
    .flatMap((entry) => Object.entries(entry) as [string, unknown][])
    .find(([name, given]) => given !== null && !AUTH_MEMBERS.includes(name));
  if (!refused) return entries;
  throw new ProviderError(
    `registryAuth.${refused[0]}: not implemented by this stand-in; give username and password`,
  );
}

/** A name without a registry's host before its first slash is Docker Hub's. */
function registryOf(image: string): string {
  const [first = "", ...rest] = image.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : "docker.io";
}

function hostOf(address: string): string {
  const host = address.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  return host.replace(/^(?:index|registry-1)\.docker\.io$/, "docker.io");
}

/** What the Engine said, without the client's own prefix. */
export function messageOf(error: unknown): string {
  const { json, message } = (error ?? {}) as { json?: Failed | null } & Failed;
  return json?.message ?? message?.replace(/^\(HTTP code \d+\) .*? - /, "").trim() ?? String(error);
}

export function isNotFound(error: unknown): boolean {
  return ((error ?? {}) as Failed).statusCode === 404;
}

interface Failed {
  message?: string;
  statusCode?: number;
}
