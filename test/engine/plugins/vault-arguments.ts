/** One row for each argument of each resource: two values, and where Vault's own answer shows it. */

export interface Row {
  property: string;
  before: unknown;
  /** What it is changed to; absent where a change would make another resource. */
  after?: unknown;
  /** Path in Vault's answer. */
  shown: string;
  /** What is shown there instead of the values themselves. */
  expected?: { before: unknown; after?: unknown };
}

export interface Subject {
  token: string;
  /** Where Vault tells of it, and the member of that answer. */
  at: string;
  entry?: string;
  /** What names it: its place in Vault shows it. */
  place: Record<string, unknown>;
  rows: Row[];
  /** What Vault is not told, or does not tell, with the reason. */
  own: Record<string, { value?: unknown; why: string }>;
}

const CIDRS = { before: ["10.0.0.1"], after: ["10.0.0.2", "10.1.0.0/24"] };

/** In the order in which they can be made. `auditFile` is one that Vault may write. */
export function subjects(auditFile: string): Subject[] {
  return [
    {
      token: "index/policy:Policy",
      at: "sys/policies/acl/table",
      place: { name: "table" },
      rows: [row("policy", "# before", "# after", "policy")],
      own: {},
    },
    {
      token: "index/audit:Audit",
      at: "sys/audit",
      entry: "table/",
      place: { path: "table" },
      rows: [
        made("type", "file", "type"),
        made("description", "requests", "description"),
        made("local", true, "local"),
        made("options", { file_path: auditFile, mode: "0600" }, "options"),
      ],
      own: {},
    },
    {
      token: "index/authBackend:AuthBackend",
      at: "sys/auth",
      entry: "logins/",
      place: { path: "logins" },
      rows: [
        made("type", "approle", "type"),
        row("description", "before", "after", "description"),
        made("local", true, "local"),
        row(
          "tune",
          { defaultLeaseTtl: "1h", listingVisibility: "unauth", tokenType: "batch" },
          { defaultLeaseTtl: "30m", maxLeaseTtl: "2h", auditNonHmacRequestKeys: ["a"] },
          "config",
          {
            before: {
              default_lease_ttl: 3600,
              force_no_cache: false,
              listing_visibility: "unauth",
              max_lease_ttl: 0,
              token_type: "batch",
            },
            after: {
              audit_non_hmac_request_keys: ["a"],
              default_lease_ttl: 1800,
              force_no_cache: false,
              max_lease_ttl: 7200,
              token_type: "default-service",
            },
          },
        ),
      ],
      own: { disableRemount: { value: false, why: "moving is refused in any case" } },
    },
    {
      token: "appRole/authBackendRole:AuthBackendRole",
      at: "auth/logins/role/table",
      place: { backend: "logins", roleName: "table" },
      rows: [
        row("bindSecretId", true, false, "bind_secret_id"),
        made("localSecretIds", true, "local_secret_ids"),
        row("secretIdBoundCidrs", ["10.0.0.1/32"], ["10.0.0.2/32"], "secret_id_bound_cidrs"),
        row("secretIdNumUses", 1, 2, "secret_id_num_uses"),
        row("secretIdTtl", 600, 60, "secret_id_ttl"),
        row(
          "tokenBoundCidrs",
          ["10.0.0.1/32"],
          ["10.0.0.2/32", "10.1.0.0/24"],
          "token_bound_cidrs",
          CIDRS,
        ),
        row("tokenExplicitMaxTtl", 7200, 3600, "token_explicit_max_ttl"),
        row("tokenMaxTtl", 7200, 3600, "token_max_ttl"),
        row("tokenNoDefaultPolicy", true, false, "token_no_default_policy"),
        row("tokenNumUses", 3, 4, "token_num_uses"),
        row("tokenPeriod", 60, 120, "token_period"),
        row("tokenPolicies", ["table"], ["table", "other"], "token_policies"),
        row("tokenTtl", 3600, 1800, "token_ttl"),
        row("tokenType", "service", "default", "token_type"),
      ],
      own: { roleId: { value: "table-role", why: "below the role, in role-id" } },
    },
    {
      token: "index/mount:Mount",
      at: "sys/mounts",
      entry: "store/",
      place: { path: "store" },
      rows: [
        made("type", "kv-v2", "type", "kv"),
        row("description", "before", "after", "description"),
        made("local", true, "local"),
        made("forceNoCache", true, "config.force_no_cache"),
        made("options", { version: "2" }, "options"),
        row("defaultLeaseTtlSeconds", 3600, 1800, "config.default_lease_ttl"),
        row("maxLeaseTtlSeconds", 7200, 3600, "config.max_lease_ttl"),
        row("listingVisibility", "unauth", "hidden", "config.listing_visibility"),
        ...[
          ["allowedResponseHeaders", "allowed_response_headers"],
          ["auditNonHmacRequestKeys", "audit_non_hmac_request_keys"],
          ["auditNonHmacResponseKeys", "audit_non_hmac_response_keys"],
          ["delegatedAuthAccessors", "delegated_auth_accessors"],
          ["passthroughRequestHeaders", "passthrough_request_headers"],
        ].map(([name = "", told = ""]) => row(name, ["a"], ["a", "b"], `config.${told}`)),
      ],
      own: { pluginVersion: { why: "of a plugin that is not built in" } },
    },
    {
      token: "kv/secretBackendV2:SecretBackendV2",
      at: "store/config",
      place: { mount: "store" },
      rows: [
        row("casRequired", true, false, "cas_required"),
        row("deleteVersionAfter", 3600, 90, "delete_version_after", {
          before: "1h0m0s",
          after: "1m30s",
        }),
        row("maxVersions", 5, 6, "max_versions"),
      ],
      own: {},
    },
    {
      token: "kv/secretV2:SecretV2",
      at: "store/data/table",
      place: { mount: "store", name: "table" },
      rows: [
        row("dataJson", '{"a": 1}', '{"b":2}', "data", { before: { a: 1 }, after: { b: 2 } }),
        row(
          "customMetadata",
          { data: { owner: "a" } },
          { data: { owner: "b" }, maxVersions: 3 },
          "metadata.custom_metadata",
          { before: { owner: "a" }, after: { owner: "b" } },
        ),
      ],
      own: {
        cas: { why: "goes with a write, which Vault refuses at another version" },
        deleteAllVersions: { value: true, why: "what a deletion deletes" },
        disableRead: { value: false, why: "refused but for false" },
        options: { value: {}, why: "goes with a write" },
      },
    },
    {
      token: "index/mount:Mount",
      at: "sys/mounts",
      entry: "database/",
      place: { path: "database" },
      rows: [made("type", "database", "type")],
      own: {},
    },
    {
      token: "database/secretBackendConnection:SecretBackendConnection",
      at: "database/config/table",
      place: { backend: "database", name: "table" },
      rows: [
        row("allowedRoles", ["a"], ["a", "b"], "allowed_roles"),
        row("passwordPolicy", "before", "after", "password_policy"),
        made("pluginName", "postgresql-database-plugin", "plugin_name"),
        row(
          "rootRotationStatements",
          ["SELECT 1"],
          ["SELECT 2"],
          "root_credentials_rotate_statements",
        ),
        made("verifyConnection", false, "verify_connection"),
        row(
          "postgresql",
          {
            connectionUrl: "postgresql://{{username}}:{{password}}@127.0.0.1:1/a",
            username: "a",
            password: "a",
            maxConnectionLifetime: 60,
            maxIdleConnections: 1,
            maxOpenConnections: 3,
            usernameTemplate: "{{.RoleName}}",
          },
          {
            connectionUrl: "postgresql://{{username}}:{{password}}@127.0.0.1:1/b",
            username: "b",
            password: "b",
            disableEscaping: true,
            passwordAuthentication: "scram-sha-256",
          },
          "connection_details",
          {
            before: {
              connection_url: "postgresql://{{username}}:{{password}}@127.0.0.1:1/a",
              disable_escaping: false,
              max_connection_lifetime: "60s",
              max_idle_connections: 1,
              max_open_connections: 3,
              username: "a",
              username_template: "{{.RoleName}}",
            },
            after: {
              connection_url: "postgresql://{{username}}:{{password}}@127.0.0.1:1/b",
              disable_escaping: true,
              max_connection_lifetime: "0s",
              max_idle_connections: 0,
              max_open_connections: 2,
              password_authentication: "scram-sha-256",
              username: "b",
              username_template: "",
            },
          },
        ),
      ],
      own: { pluginVersion: { why: "of a plugin that is not built in" } },
    },
    {
      token: "database/secretBackendRole:SecretBackendRole",
      at: "database/roles/table",
      place: { backend: "database", name: "table" },
      rows: [
        made("dbName", "table", "db_name"),
        row("creationStatements", ["SELECT 1"], ["SELECT 2"], "creation_statements"),
        row("renewStatements", ["SELECT 1"], ["SELECT 2"], "renew_statements"),
        row("revocationStatements", ["SELECT 1"], ["SELECT 2"], "revocation_statements"),
        row("rollbackStatements", ["SELECT 1"], ["SELECT 2"], "rollback_statements"),
        row("credentialType", "password", "rsa_private_key", "credential_type"),
        row("credentialConfig", {}, { key_bits: "3072" }, "credential_config", {
          before: undefined,
          after: { format: "pkcs8", key_bits: 3072 },
        }),
        row("defaultTtl", 3600, 600, "default_ttl"),
        row("maxTtl", 7200, 1200, "max_ttl"),
      ],
      own: {},
    },
    {
      token: "index/mount:Mount",
      at: "sys/mounts",
      entry: "pki/",
      place: { path: "pki" },
      rows: [made("type", "pki", "type")],
      own: {},
    },
    {
      token: "pkiSecret/secretBackendConfigUrls:SecretBackendConfigUrls",
      at: "pki/config/urls",
      place: { backend: "pki" },
      rows: [
        row("crlDistributionPoints", ["http://a/crl"], ["http://b/crl"], "crl_distribution_points"),
        row("enableTemplating", true, false, "enable_templating"),
        row("issuingCertificates", ["http://a/ca"], ["http://b/ca"], "issuing_certificates"),
        row("ocspServers", ["http://a/ocsp"], ["http://b/ocsp"], "ocsp_servers"),
      ],
      own: {},
    },
    {
      token: "pkiSecret/secretBackendRole:SecretBackendRole",
      at: "pki/roles/table",
      place: { backend: "pki", name: "table" },
      rows: [
        ...[
          ["allowAnyName", "allow_any_name"],
          ["allowBareDomains", "allow_bare_domains"],
          ["allowGlobDomains", "allow_glob_domains"],
          ["allowIpSans", "allow_ip_sans"],
          ["allowLocalhost", "allow_localhost"],
          ["allowSubdomains", "allow_subdomains"],
          ["allowWildcardCertificates", "allow_wildcard_certificates"],
          ["allowedDomainsTemplate", "allowed_domains_template"],
          ["allowedUriSansTemplate", "allowed_uri_sans_template"],
          ["basicConstraintsValidForNonCa", "basic_constraints_valid_for_non_ca"],
          ["clientFlag", "client_flag"],
          ["codeSigningFlag", "code_signing_flag"],
          ["emailProtectionFlag", "email_protection_flag"],
          ["enforceHostnames", "enforce_hostnames"],
          ["requireCn", "require_cn"],
          ["serverFlag", "server_flag"],
          ["useCsrCommonName", "use_csr_common_name"],
          ["useCsrSans", "use_csr_sans"],
          ["usePss", "use_pss"],
        ].map(([name = "", told = ""]) => row(name, true, false, told)),
        row("generateLease", false, true, "generate_lease"),
        row("noStore", true, false, "no_store"),
        ...[
          ["allowedDomains", "allowed_domains"],
          ["allowedSerialNumbers", "allowed_serial_numbers"],
          ["allowedUriSans", "allowed_uri_sans"],
          ["allowedUserIds", "allowed_user_ids"],
          ["countries", "country"],
          ["localities", "locality"],
          ["organizationUnit", "ou"],
          ["organizations", "organization"],
          ["postalCodes", "postal_code"],
          ["provinces", "province"],
          ["streetAddresses", "street_address"],
        ].map(([name = "", told = ""]) => row(name, ["a"], ["a", "b"], told)),
        row("allowedOtherSans", ["1.2.3;UTF8:a"], ["1.2.3;UTF8:b"], "allowed_other_sans"),
        row("cnValidations", ["email"], ["hostname"], "cn_validations"),
        row("extKeyUsageOids", ["1.2.3"], ["1.2.4"], "ext_key_usage_oids"),
        row("extKeyUsages", ["ServerAuth"], ["ClientAuth"], "ext_key_usage"),
        row("issuerRef", "default", "other", "issuer_ref"),
        row("keyBits", 256, 384, "key_bits"),
        made("keyType", "ec", "key_type"),
        row("keyUsages", ["DigitalSignature"], ["KeyAgreement"], "key_usage"),
        row("maxTtl", "2h", "3h", "max_ttl", { before: 7200, after: 10_800 }),
        row("notAfter", "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "not_after"),
        row("notBeforeDuration", "1m", "90s", "not_before_duration", { before: 60, after: 90 }),
        row("policyIdentifiers", ["1.2.3"], ["1.2.4"], "policy_identifiers"),
        row("serialNumberSource", "json", "json-csr", "serial_number_source"),
        row("signatureBits", 256, 384, "signature_bits"),
        row("ttl", "3600", "1800", "ttl", { before: 3600, after: 1800 }),
      ],
      own: {},
    },
    {
      token: "index/mount:Mount",
      at: "sys/mounts",
      entry: "transit/",
      place: { path: "transit" },
      rows: [made("type", "transit", "type")],
      own: {},
    },
    {
      token: "transit/secretBackendKey:SecretBackendKey",
      at: "transit/keys/table",
      place: { backend: "transit", name: "table" },
      rows: [
        row("allowPlaintextBackup", false, true, "allow_plaintext_backup"),
        row("autoRotatePeriod", 86_400, 90_000, "auto_rotate_period"),
        made("convergentEncryption", true, "convergent_encryption"),
        row("deletionAllowed", false, true, "deletion_allowed"),
        made("derived", true, "derived"),
        row("exportable", false, true, "exportable"),
        row("minEncryptionVersion", 0, 1, "min_encryption_version"),
        made("minDecryptionVersion", 1, "min_decryption_version"),
        made("type", "aes256-gcm96", "type"),
      ],
      own: { keySize: { why: "of keys for HMAC alone" } },
    },
  ];
}

/** Arguments of a root certificate, and what openssl then says of it. */
export const ROOT: Record<string, [value: unknown, said: string]> = {
  altNames: [["a.example", "b.example"], "DNS:a.example, DNS:b.example"],
  commonName: ["table.example", "CN = table.example"],
  country: ["DE", "C = DE"],
  excludeCnFromSans: [
    true,
    "othername: UPN::other, DNS:a.example, DNS:b.example, IP Address:10.0.0.1, URI:spiffe://uri.example/a",
  ],
  excludedDnsDomains: [["no.example"], "DNS:no.example"],
  excludedEmailAddresses: [["no@mail.example"], "email:no@mail.example"],
  excludedIpRanges: [["10.9.0.0/16"], "IP:10.9.0.0/255.255.0.0"],
  excludedUriDomains: [["no.uri.example"], "URI:no.uri.example"],
  ipSans: [["10.0.0.1"], "IP Address:10.0.0.1"],
  keyBits: [3072, "Public-Key: (3072 bit)"],
  keyType: ["rsa", "Public Key Algorithm: rsaEncryption"],
  keyUsages: [["DigitalSignature"], "Digital Signature"],
  locality: ["Berlin", "L = Berlin"],
  maxPathLength: [2, "CA:TRUE, pathlen:2"],
  notAfter: ["2035-01-01T00:00:00Z", "Not After : Jan  1 00:00:00 2035 GMT"],
  organization: ["BEV", "O = BEV"],
  otherSans: [["1.3.6.1.4.1.311.20.2.3;UTF8:other"], "othername: UPN::other"],
  ou: ["lab", "OU = lab"],
  permittedDnsDomains: [["example"], "DNS:example"],
  permittedEmailAddresses: [["yes@mail.example"], "email:yes@mail.example"],
  permittedIpRanges: [["10.0.0.0/8"], "IP:10.0.0.0/255.0.0.0"],
  permittedUriDomains: [["uri.example"], "URI:uri.example"],
  postalCode: ["10115", "postalCode = 10115"],
  province: ["BE", "ST = BE"],
  signatureBits: [384, "sha384"],
  streetAddress: ["One", "street = One"],
  uriSans: [["spiffe://uri.example/a"], "URI:spiffe://uri.example/a"],
  usePss: [true, "rsassaPss"],
};

function row(
  property: string,
  before: unknown,
  after: unknown,
  shown: string,
  expected?: { before: unknown; after: unknown },
): Row {
  return { property, before, after, shown, ...(expected && { expected }) };
}

/** Only when it is made. */
function made(property: string, before: unknown, shown: string, told = before): Row {
  return { property, before, shown, expected: { before: told } };
}
