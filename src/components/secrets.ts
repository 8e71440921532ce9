import { local } from "@pulumi/command";
import { Volume } from "@pulumi/docker";
import { RandomPassword } from "@pulumi/random";
import * as pulumi from "@pulumi/pulumi";
import type { SecretSpec } from "../catalog/types.ts";
import { scramVerifier } from "../lib/scram.ts";
import { archive, renderDelivery } from "../render/delivery.ts";

/** Passwords of one stack by `service/secret`: whoever names one gets the same one. */
export class SecretStore {
  readonly #passwords = new Map<string, pulumi.Output<string>>();
  readonly #parent: pulumi.Resource;

  constructor(parent: pulumi.Resource) {
    this.#parent = parent;
  }

  /** The password behind a secret of a service; made when it is first asked for. */
  password(service: string, { name, from }: SecretSpec): pulumi.Output<string> {
    const id = from ?? `${service}/${name}`;
    const known = this.#passwords.get(id);
    if (known) return known;
    // Letters and digits only: it goes into files of many syntaxes.
    const { result } = new RandomPassword(
      id.replace("/", "-"),
      { length: 40, special: false },
      { parent: this.#parent },
    );
    this.#passwords.set(id, result);
    return result;
  }

  /** What a PostgreSQL server, here or elsewhere, needs to let `service/secret` in: no secret (ADR-0009). */
  verifier(id: string): pulumi.Output<string> {
    const [service = "", name = ""] = id.split("/");
    const verifier = this.password(service, { name }).apply((password) =>
      scramVerifier(id, password),
    );
    return pulumi.unsecret(verifier);
  }
}

export interface SecretFilesArgs {
  dockerHost: string;
  stack: string;
  image: string;
  volume: string;
  /** `uid:gid` of the process that reads them; nobody else can. */
  user: string;
  files: { name: string; template: string; password: pulumi.Output<string> }[];
}

/**
 * Secret files in a volume of their own. Invariant: a secret exists only encrypted in state and in
 * a file that its one reader owns; it is in no argument, environment, label or log line.
 */
export class SecretFiles extends pulumi.ComponentResource {
  static readonly type = "bev:service:SecretFiles";

  constructor(name: string, args: SecretFilesArgs, opts: pulumi.ComponentResourceOptions) {
    super(SecretFiles.type, name, {}, opts);
    const parent = this;
    const volume = createVolume();
    deliver();
    this.registerOutputs({});

    function createVolume(): Volume {
      return new Volume(`${name}-volume`, { name: args.volume }, { parent });
    }

    function deliver(): local.Command {
      const delivery = renderDelivery(`secrets of ${args.volume}`, {
        host: args.dockerHost,
        stack: args.stack,
        image: args.image,
        target: args.volume,
      });
      return new local.Command(
        `${name}-delivery`,
        {
          ...delivery,
          stdin: pulumi.secret(contents()),
          triggers: [volume.id],
          addPreviousOutputInEnv: false,
          logging: local.Logging.None,
        },
        { parent, dependsOn: volume, deleteBeforeReplace: true },
      );
    }

    function contents(): pulumi.Output<string> {
      const [uid = 0, gid = 0] = args.user.split(":").map(Number);
      const passwords = pulumi.all(args.files.map(({ password }) => password));
      return passwords.apply((values) =>
        archive(
          args.files.map(({ name: file, template }, index) => ({
            name: file,
            content: template.replace("{secret}", values[index] ?? ""),
          })),
          { uid, gid, mode: 0o400 },
        ),
      );
    }
  }
}
