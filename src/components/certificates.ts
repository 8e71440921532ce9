import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { X509Certificate } from "node:crypto";
import { renderStep } from "./step.ts";
import { certificateId } from "../rules/rotation.ts";

export interface CertificatesArgs {
  /** Every name and address of the machine. */
  hosts: readonly string[];
  /** By `service/certificate`: how often it was made anew by intention. */
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

interface Pair {
  /** Both in PEM. */
  certificate: string;
  key: string;
}

/** Days. Whoever trusts the authority need not be told of a server's new certificate. */
const LIFETIME = { authority: 3650, server: 825 };

/**
 * Certificates of the servers of a stack: of its own authority for Vault, which must have one before it
 * can issue any, and where there is no Vault; else Vault's. Invariant: keys exist only encrypted in state
 * and in the file of the one server that they are for.
 */
export class Certificates extends pulumi.ComponentResource {
  static readonly type = "bev:node:Certificates";
  readonly #hosts: readonly string[];
  readonly #rotated: Readonly<Record<string, number>>;
  readonly #authorityName: string;
  readonly #issued = new Map<string, pulumi.Output<Pair>>();
  #own: pulumi.Output<Pair> | undefined;
  #vault: VaultIssuer | undefined;

  constructor(
    name: string,
    { hosts, rotated }: CertificatesArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super(Certificates.type, name, {}, opts);
    this.#hosts = hosts;
    this.#rotated = rotated;
    this.#authorityName = name;
    this.registerOutputs({});
  }

  /** From here on Vault issues what is asked for. */
  issueFrom(vault: VaultIssuer): void {
    this.#vault = vault;
  }

  /** What whoever connects must trust, in PEM: of what is issued from here on, or of the stack's own. */
  authority(issuer?: "stack"): pulumi.Output<string> {
    if (this.#vault && issuer === undefined) return this.#vault.authority;
    return pulumi.unsecret(this.#signer().apply(({ certificate }) => certificate));
  }

  /** Of a service; the same for all that ask. */
  of(service: string, issuer?: "stack"): pulumi.Output<Pair> {
    const known = this.#issued.get(service);
    if (known) return known;
    const vault = issuer === undefined ? this.#vault : undefined;
    const issued = vault ? this.#ask(service, vault) : this.#sign(service);
    this.#issued.set(service, issued);
    return issued;
  }

  /** By service: when its certificate ends, in ISO 8601. */
  ends(): pulumi.Output<Record<string, string>> {
    const ends = [...this.#issued].map(
      ([service, pair]) =>
        [service, pulumi.unsecret(pair.apply(({ certificate }) => endOf(certificate)))] as const,
    );
    return pulumi.all(Object.fromEntries(ends));
  }

  #signer(): pulumi.Output<Pair> {
    const name = this.#authorityName;
    const request = { name: `BEV ${name}`, days: LIFETIME.authority };
    return (this.#own ??= this.#make(`${name}-authority`, "certificate", request));
  }

  #sign(service: string): pulumi.Output<Pair> {
    return this.#make(
      `${service}-certificate`,
      "certificate",
      {
        ...{ name: service, days: LIFETIME.server, hosts: this.#namesOf(service) },
        authority: this.#signer(),
      },
      { triggers: this.#counted(service) },
    );
  }

  #ask(service: string, vault: VaultIssuer): pulumi.Output<Pair> {
    const { address, vaultAuthority, token, role, after } = vault;
    return this.#make(
      `${service}-certificate`,
      "vault-certificate",
      // With another token it is issued anew: its service is told, and nobody waits for that.
      pulumi.secret({
        ...{ address, authority: vaultAuthority, token, role },
        ...{ name: service, hosts: this.#namesOf(service) },
      }),
      { triggers: this.#counted(service), after },
    );
  }

  #namesOf(service: string): string[] {
    return [service, "localhost", "127.0.0.1", ...this.#hosts];
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
  ): pulumi.Output<Pair> {
    const { stdout } = new local.Command(
      name,
      {
        ...renderStep(step),
        stdin: pulumi.jsonStringify(request),
        ...(triggers.length > 0 && { triggers }),
        logging: "none",
      },
      { parent: this, additionalSecretOutputs: ["stdout"], dependsOn: [...after] },
    );
    return stdout.apply((bundle) => {
      const [certificate = "", key = ""] = bundle.split(/(?=-----BEGIN PRIVATE KEY-----)/);
      return { certificate, key };
    });
  }
}

/** Of what a review makes up there is none. */
function endOf(certificate: string): string {
  if (!certificate.includes("-----BEGIN CERTIFICATE-----")) return "";
  return new X509Certificate(certificate).validToDate.toISOString();
}
