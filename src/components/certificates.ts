/** Certificates of a stack's servers, from Vault or from an authority of the stack's own. */
import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { X509Certificate } from "node:crypto";
import { isInvented } from "../lib/invented.ts";
import { renderStep } from "./step.ts";
import { certificateId } from "../rules/rotation.ts";

export interface CertificatesArgs {
  /** Every name and address of the machine. */
  hosts: readonly string[];
  /** Those of the proxies by which clients come to a service. */
  hostsOf: (service: string) => readonly string[];
  /** By `service/certificate`: how often it was rotated. */
  rotated: Readonly<Record<string, number>>;
}

/** Vault's engine, as far as one node may use it. */
export interface VaultIssuer {
  /** `https://host:port`. */
  address: string;
  /** PEM that Vault's own certificate chains to. */
  vaultAuthority: pulumi.Input<string>;
  /** To deploy with. */
  token: pulumi.Input<string>;
  role: string;
  /** PEM that what it issues chains to. */
  authority: pulumi.Output<string>;
  after: readonly pulumi.Resource[];
}

export interface Pair {
  /** Both in PEM. */
  certificate: string;
  key: string;
}

/** A pair, and the id of the command that printed it. */
interface Issued {
  id: pulumi.Output<string>;
  pair: pulumi.Output<Pair>;
}

/** Who certifies servers. */
export interface Certifier {
  /** PEM that clients must trust. */
  authority: () => pulumi.Output<string>;
  /** The certificate of a service, the same one each time. */
  of: (service: string) => pulumi.Output<Pair>;
}

/** Days. Clients trust the authority: a server's new certificate changes nothing for them. */
const LIFETIME = { authority: 3650, server: 825 };

/**
 * Certificates of the servers of a stack. Its own authority certifies Vault, which needs a certificate
 * before it can issue any, and all servers where there is no Vault; Vault certifies the others. Invariant: keys exist only encrypted in state
 * and in the file of the one server that they are for.
 */
export class Certificates extends pulumi.ComponentResource {
  static readonly type = "bev:node:Certificates";
  readonly #hosts: readonly string[];
  readonly #hostsOf: CertificatesArgs["hostsOf"];
  readonly #rotated: Readonly<Record<string, number>>;
  readonly #authorityName: string;
  readonly #issued = new Map<string, Issued>();
  #authority: Issued | undefined;
  /** The stack's own authority. */
  readonly own: Certifier = {
    authority: () => pulumi.unsecret(this.#signer().pair.apply(({ certificate }) => certificate)),
    of: (service) => this.#once(service, () => this.#sign(service)),
  };

  constructor(
    name: string,
    { hosts, hostsOf, rotated }: CertificatesArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super(Certificates.type, name, {}, opts);
    this.#hosts = hosts;
    this.#hostsOf = hostsOf;
    this.#rotated = rotated;
    this.#authorityName = name;
    this.registerOutputs({});
  }

  issuedBy(vault: VaultIssuer): Certifier {
    return {
      authority: () => vault.authority,
      of: (service) => this.#once(service, () => this.#ask(service, vault)),
    };
  }

  /** By service: when its certificate ends, in ISO 8601. */
  ends(): pulumi.Output<Record<string, string>> {
    const ends = [...this.#issued].map(([service, issued]) => [service, endOf(issued)] as const);
    return pulumi.all(Object.fromEntries(ends));
  }

  #once(service: string, make: () => Issued): pulumi.Output<Pair> {
    const issued = this.#issued.get(service) ?? make();
    this.#issued.set(service, issued);
    return issued.pair;
  }

  #signer(): Issued {
    const name = this.#authorityName;
    const request = { name: `BEV ${name}`, days: LIFETIME.authority };
    return (this.#authority ??= this.#make(`${name}-authority`, "certificate", request));
  }

  #sign(service: string): Issued {
    return this.#make(
      `${service}-certificate`,
      "certificate",
      {
        ...{ name: service, days: LIFETIME.server, hosts: this.#namesOf(service) },
        authority: this.#signer().pair,
      },
      { triggers: this.#counted(service) },
    );
  }

  #ask(service: string, vault: VaultIssuer): Issued {
    const { address, vaultAuthority, token, role, after } = vault;
    return this.#make(
      `${service}-certificate`,
      "vault-certificate",
      // With another token it is issued again, and its service reloads it.
      pulumi.secret({
        ...{ address, authority: vaultAuthority, token, role },
        ...{ name: service, hosts: this.#namesOf(service) },
      }),
      { triggers: this.#counted(service), after },
    );
  }

  #namesOf(service: string): string[] {
    const own = [service, "localhost", "127.0.0.1", ...this.#hosts];
    return [...new Set([...own, ...this.#hostsOf(service)])];
  }

  #counted(service: string): number[] {
    const count = this.#rotated[certificateId(service)];
    return count === undefined ? [] : [count];
  }

  #make(
    name: string,
    step: "certificate" | "vault-certificate",
    request: pulumi.Input<object>,
    { triggers = [], after = [] }: { triggers?: number[]; after?: readonly pulumi.Resource[] } = {},
  ): Issued {
    const { id, stdout } = new local.Command(
      name,
      {
        ...renderStep(step),
        stdin: pulumi.jsonStringify(request),
        ...(triggers.length > 0 && { triggers }),
        logging: "none",
      },
      { parent: this, additionalSecretOutputs: ["stdout"], dependsOn: [...after] },
    );
    const pair = stdout.apply((bundle) => {
      const [certificate = "", key = ""] = bundle.split(/(?=-----BEGIN PRIVATE KEY-----)/);
      return { certificate, key };
    });
    return { id, pair };
  }
}

/** Empty for what a review makes up. */
function endOf({ id, pair }: Issued): pulumi.Output<string> {
  const end = pulumi
    .all([id, pair])
    .apply(([made, { certificate }]) =>
      isInvented(made) ? "" : new X509Certificate(certificate).validToDate.toISOString(),
    );
  return pulumi.unsecret(end);
}
