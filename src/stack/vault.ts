/** Vault in the stacks: ORACLE1 runs it and sets it up, the others use it. */
import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/vault/provider.js";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { publishedAt } from "../access/site.ts";
import { authorityFile, KV_MOUNT, secretsFolder } from "../access/vault/paths.ts";
import { certificateRole } from "../access/vault/pki.ts";
import { connectVault } from "../components/vault-connection.ts";
import { VaultEngines } from "../components/vault-engines.ts";
import { VaultIssuerRole } from "../components/vault-issuer.ts";
import { VaultServer } from "../components/vault-server.ts";
import type { StackConfig } from "./config/schema.ts";
import type { Published, PublishedVault } from "./contracts/consume.ts";
import { VAULT_OWNER } from "./contracts/references.ts";
import { Deployment } from "./deployment.ts";
import type { Ground } from "./ground.ts";
import { createSite } from "./site.ts";
import type { VaultServices } from "./site.ts";

const SERVICE = "vault";

/** Vault as one stack has it. */
export interface StackVault extends VaultServices {
  provider: Provider;
  connection: OpenVault;
  /** What this stack makes before anybody logs in. */
  logins: readonly pulumi.Resource[];
  /** Services that run because Vault had to be first, with what waits for them. */
  deployed: ReadonlyMap<string, readonly pulumi.Resource[]>;
  /** What the stack that runs Vault publishes. */
  published?: OwnVault;
}

/** How to reach it, and as who. */
export interface OpenVault {
  /** `https://host:port`. */
  address: string;
  /** PEM that its certificate chains to. */
  authority: pulumi.Input<string>;
  /** To deploy with. */
  token: pulumi.Input<string>;
}

interface OwnVault {
  authority: pulumi.Output<string>;
  token: pulumi.Output<string>;
}

/**
 * Connects the stack with Vault; the stack that runs it deploys it first.
 *
 * @param published what is known of it from before
 * @returns undefined where secrets are kept in no Vault
 * @throws RunError where no stack runs it
 */
export function openVault(
  ground: Ground,
  config: StackConfig["vault"],
  published: Published,
): StackVault | undefined {
  if (!config.enabled) return undefined;
  const address = `https://${addressOf(ground)}`;
  // Plugins and the program run in `src`.
  const file = path.join("..", authorityFile(ground.prefix));
  // A preview asks Vault for nothing: it needs no file, and writes none.
  if (!pulumi.runtime.isDryRun()) writeAuthority(file, published.vault);
  return ground.stack === VAULT_OWNER
    ? runVault(ground, config, published, { address, file })
    : relyOnVault(ground, published.vault, { address, file });
}

function writeAuthority(file: string, { authority }: PublishedVault): void {
  if (authority === undefined) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, authority);
}

interface Place {
  address: string;
  /** For the provider, which reads no text: with what Vault's certificate chains to. */
  file: string;
}

function relyOnVault(
  ground: Ground,
  { authority = "", token, issues = "" }: PublishedVault,
  { address, file }: Place,
): StackVault {
  const known = { address, authorityFile: file, token };
  const provider = connectVault(ground.stack, known, ground.host);
  const connection = { address, authority, token: token ?? "" };
  return {
    ...{ provider, connection, logins: [], deployed: new Map() },
    ...servicesOf(ground, provider, connection, pulumi.output(issues)),
  };
}

function runVault(
  ground: Ground,
  { shares, pgpKeys }: StackConfig["vault"],
  published: Published,
  { address, file }: Place,
): StackVault {
  const { host } = ground;
  const live = new Deployment(createSite(ground, published)).deployed(SERVICE);
  const authority = ground.certificates().own.authority();
  const { token } = new VaultServer(
    SERVICE,
    { address, authorityFile: file, authority, shares, pgpKeys, live },
    { parent: host },
  );
  const provider = connectVault(ground.stack, { address, authorityFile: file, token }, host);
  const engines = new VaultEngines("vault-engines", { parent: host, provider });
  // Vault ends it with a line break when it is read, and without one when it is made.
  const issues = engines.authority.certificate.apply((pem) => `${pem.trimEnd()}\n`);
  const connection = { address, authority, token };
  return {
    ...{ provider, connection, logins: [engines.logins], published: { authority, token } },
    deployed: new Map([[SERVICE, live]]),
    ...servicesOf(ground, provider, connection, issues, engines),
  };
}

/** @param engines where this stack makes them: nothing may ask them before */
function servicesOf(
  ground: Ground,
  provider: Provider,
  { address, authority, token }: OpenVault,
  issues: pulumi.Output<string>,
  engines?: VaultEngines,
): VaultServices {
  const { stack } = ground;
  return {
    keeper: {
      ...{ provider, mount: KV_MOUNT, folder: secretsFolder(stack) },
      connection: { address, authority, token },
      after: engines ? [engines.secrets] : [],
    },
    issuer: {
      ...{ address, vaultAuthority: authority, token, authority: issues, role: stack },
      after: issuerRole(ground, provider, engines ? [engines.authority] : []),
    },
  };
}

function issuerRole(
  { dnsNames, host: parent, ...ground }: Ground,
  provider: Provider,
  after: readonly pulumi.Resource[],
): pulumi.Resource[] {
  const role = certificateRole(ground.stack, ground, dnsNames);
  if (!role) return [];
  return [new VaultIssuerRole("vault-issuer", { role, after }, { parent, provider }).role];
}

function addressOf(ground: Ground): string {
  const found = publishedAt(ground, SERVICE);
  if (found !== undefined) return found;
  throw new pulumi.RunError(
    `bev:vault.enabled: must be false while ${VAULT_OWNER} runs no Vault, is true; enable vault in bev:services of ${VAULT_OWNER}, or set it`,
  );
}
