/** Passwords of a stack, and their files in containers. */
import { local } from "@pulumi/command";
import { Volume } from "@pulumi/docker/volume.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { SecretV2 } from "@pulumi/vault/kv/secretV2.js";
import type { Provider } from "@pulumi/vault/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { GivenFile } from "../access/vault/given.ts";
import type { VerifierKind } from "../catalog/needs.ts";
import type { SecretSpec } from "../catalog/types.ts";
import { htpasswdVerifier } from "../lib/htpasswd.ts";
import { scramVerifier } from "../lib/scram.ts";
import { archive, renderDelivery } from "../container/delivery.ts";
import { secretId } from "../rules/rotation.ts";
import { renderStep } from "./step.ts";

export interface Secret {
  value: pulumi.Output<string>;
  /** Another one for another value, and no secret. */
  generation: pulumi.Input<string | number>;
  /** Done when Vault has it. */
  kept: readonly pulumi.Resource[];
}

/** Where a stack keeps its passwords. */
export interface Keeper {
  provider: Provider;
  /** The stack's own folder in the store. */
  folder: string;
  mount: string;
  after: readonly pulumi.Resource[];
  /** How a step reads it, with the token to deploy with. */
  connection: {
    address: string;
    authority: pulumi.Input<string>;
    token: pulumi.Input<string>;
  };
}

/** Passwords of one stack by `service/secret`: each name has one password. */
export class SecretStore {
  readonly #secrets = new Map<string, Secret>();
  readonly #parent: pulumi.Resource;
  readonly #rotated: Readonly<Record<string, number>>;
  readonly #keeper: Keeper | undefined;

  /**
   * @param rotated by `service/secret`: how often it was rotated
   * @param keeper has every password before a service does; without one they are in the state alone
   */
  constructor(parent: pulumi.Resource, rotated: Readonly<Record<string, number>>, keeper?: Keeper) {
    this.#parent = parent;
    this.#rotated = rotated;
    this.#keeper = keeper;
  }

  /** The password behind a secret of a service; made when it is first asked for. */
  password(service: string, spec: Pick<SecretSpec, "name" | "from">): Secret {
    const id = secretId({ name: service }, spec);
    const known = this.#secrets.get(id);
    if (known) return known;
    const generation = this.#rotated[id] ?? 0;
    // Letters and digits only: it goes into files of many syntaxes.
    const { result } = new RandomPassword(
      id.replace("/", "-"),
      {
        length: 40,
        special: false,
        ...(generation > 0 && { keepers: { generation: String(generation) } }),
      },
      { parent: this.#parent },
    );
    const secret = { value: result, generation, kept: this.#keep(id, result) };
    this.#secrets.set(id, secret);
    return secret;
  }

  /** Where what people give is read; undefined where no Vault keeps it. */
  get source(): Omit<Keeper, "provider"> | undefined {
    if (!this.#keeper) return undefined;
    const { provider: _, ...source } = this.#keeper;
    return source;
  }

  #keep(id: string, password: pulumi.Output<string>): pulumi.Resource[] {
    if (!this.#keeper) return [];
    const { provider, mount, folder, after } = this.#keeper;
    const entry = new SecretV2(
      `${id.replace("/", "-")}-kept`,
      {
        mount,
        name: `${folder}/${id}`,
        dataJson: pulumi.secret(pulumi.jsonStringify({ password })),
      },
      { parent: this.#parent, provider, dependsOn: [...after] },
    );
    return [entry];
  }

  /** The same of `service/secret`. */
  passwordOf(id: string): Secret {
    const [service = "", name = ""] = id.split("/");
    return this.password(service, { name });
  }

  /** What a server, here or elsewhere, needs to let `service/secret` in: no secret (ADR-0009). */
  verifier(id: string, kind: VerifierKind): pulumi.Output<string> {
    const verifier = this.passwordOf(id).value.apply((password) =>
      kind === "htpasswd" ? htpasswdVerifier(password) : scramVerifier(id, password),
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
  files: { name: string; content: pulumi.Output<string> }[];
  given?: GivenFiles;
}

/** Files with what people gave. */
export interface GivenFiles extends Pick<Keeper, "folder" | "mount" | "after" | "connection"> {
  files: GivenFile[];
  /** Names of files whose secret is not set: what a former one left is emptied. */
  missing: readonly string[];
}

/**
 * Secret files in a volume of their own. Invariant: a secret exists only encrypted in state and in
 * a file that its one reader owns; it is in no argument, environment, label or log line. What people gave
 * is in no state either: a step reads it in Vault.
 */
export class SecretFiles extends pulumi.ComponentResource {
  static readonly type = "bev:service:SecretFiles";

  constructor(name: string, args: SecretFilesArgs, opts: pulumi.ComponentResourceOptions) {
    super(SecretFiles.type, name, {}, opts);
    const parent = this;
    const volume = createVolume();
    if (args.files.length > 0) deliver();
    if (args.given) deliverGiven(args.given);
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

    /** Another version is another trigger: a hash of the value would let short ones be guessed. */
    function deliverGiven({ after, connection, ...given }: GivenFiles): local.Command {
      const { dockerHost, stack, image, volume: target, user } = args;
      const place = { dockerHost, stack, image, volume: target, user };
      return new local.Command(
        `${name}-given`,
        {
          ...renderStep("given-secrets"),
          stdin: pulumi.secret(pulumi.jsonStringify({ ...connection, ...given, ...place })),
          triggers: [volume.id, ...given.files.map(({ version }) => version)],
          logging: local.Logging.None,
        },
        { parent, dependsOn: [volume, ...after], deleteBeforeReplace: true },
      );
    }

    function contents(): pulumi.Output<string> {
      const [uid = 0, gid = 0] = args.user.split(":").map(Number);
      const texts = pulumi.all(args.files.map(({ content }) => content));
      return texts.apply((values) =>
        archive(
          args.files.map(({ name: file }, index) => ({ name: file, content: values[index] ?? "" })),
          { uid, gid, mode: 0o400 },
        ),
      );
    }
  }
}
