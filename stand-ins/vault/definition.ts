/** The vault provider's arguments and resources, on one server. */
import type { ProviderDefinition } from "../kit/provider.ts";
import type { PackageFacts, PropertySchema } from "../kit/schema.ts";
import { appRole } from "./approle.ts";
import { VaultClient } from "./client.ts";
import { databaseConnection, databaseRole } from "./database.ts";
import { kvBackend, kvSecret } from "./kv.ts";
import { listed, listedResource } from "./mounts.ts";
import { pathResource } from "./path-resource.ts";
import { pkiRole, pkiUrls, rootCertificate } from "./pki.ts";
import { policy } from "./policy.ts";
import { transitKey } from "./transit.ts";
import schema from "./schema.json" with { type: "json" };

const facts = schema as unknown as PackageFacts & { config: Record<string, PropertySchema> };

const AT_PATHS = [
  ...[policy, appRole, kvBackend, kvSecret, databaseConnection, databaseRole, pkiRole, pkiUrls],
  transitKey,
];

export function vaultProvider(version: string): ProviderDefinition {
  const client = new VaultClient();
  return {
    name: "vault",
    version,
    configSchema: facts.config,
    configure: (config) => client.configure(config),
    resources: {
      ...Object.fromEntries(
        AT_PATHS.map((resource) => [resource.token, pathResource(facts, client, resource)]),
      ),
      ...Object.fromEntries(
        listed.map((resource) => [resource.token, listedResource(facts, client, resource)]),
      ),
      "vault:pkiSecret/secretBackendRootCert:SecretBackendRootCert": rootCertificate(facts, client),
    },
  };
}
