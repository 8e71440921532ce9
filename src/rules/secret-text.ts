/**
 * Whether a text holds a secret: by the name that it gives a value, by the value's form, or by its
 * randomness; in base64 too. No answer tells what it found.
 */

/**
 * What the name of a value says when the value itself is the secret. Words are apart by underscores:
 * `db.password`, `dbPassword` and `db-password` are all DB_PASSWORD.
 */
const NAME = new RegExp(
  "(?:PASSWORDS?|PASSWD|PASSWRD|PASSPHRASE|PASSCODE|PASS_WORD|PWD|PSK|SECRETS?|TOKENS?|CREDENTIALS?|CREDS?|" +
    "COOKIE|JWT|BEARER|(?<!BY|COM)PASS|" +
    "(?:API|AUTH|ACCESS|SECRET|PRIVATE|ENCRYPTION|SIGNING|MASTER|ACCOUNT|SHARED)_?KEYS?|" +
    "(?<!PUBLIC|PRIMARY|FOREIGN|SORT|PARTITION|CACHE|ROUTING|HOST)(?:^|_)KEY|PW|(?:^|_)(?:AUTH|PSWD|PIN|OTP))" +
    "(?:_?(?:\\d+|BASE|OLD|NEW|VALUE|PLAIN|TEXT|STRING|RAW|CURRENT|PREVIOUS|PRIMARY|SECONDARY|DEFAULT|" +
    "PROD|DEV|ENV|B64|BASE64))*$",
);

/** What is said in place of a secret; `-` is the standard input. */
const NOTHING = /^(?:|-|true|false|none|null|nil|yes|no|on|off)$/i;

/** Ways to log in, which a name such as AUTH may have too. */
const METHOD =
  /^(?:basic|plain|login|digest|md5|scram(?:-sha-\d+)?|bearer|oauth2?|oidc|saml|ldap|cert|trust|peer|reject|token|password|approle|enabled|disabled|required|optional|ssl|tls)$/i;

/** A file that holds it. */
const PATH =
  /^(?:@|file:(?:\/\/)?)?(?:\/[\w.-]+\/[\w./-]+|[\w./-]+\.(?:pem|key|crt|jks|p12|json|ya?ml|conf))$/;

/** What a shell or a template fills in is not there yet. */
const FILLED_IN = /^(?:\$[({A-Za-z_"]|`|\{\{|%[({]|<%|\*{3})/;

const FORMS: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY/, "a private key"],
  [/\bAGE-SECRET-KEY-1|PuTTY-User-Key-File/, "a private key"],
  [/\bhv[sbr]\.[\w-]{20,}/, "a Vault token"],
  [/(?:^|[^\w.])s\.[A-Za-z0-9]{24}(?![\w.])/, "an old Vault token"],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an AWS access key"],
  [/\btskey-[\w-]{10,}/, "a Tailscale key"],
  [
    /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{20,})/,
    "a token of a code host",
  ],
  [/\bxox[abeoprs]-[\w-]{10,}|\bxapp-\d-[\w-]{10,}/, "a Slack token"],
  [/\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,})/, "a Google key"],
  [
    /\b(?:sk|rk|pk)[-_](?:live|test|proj|ant)[-_][\w-]{16,}|\bSG\.[\w-]{16,}\.[\w-]{16,}/,
    "an API key",
  ],
  [/\b(?:npm_[A-Za-z0-9]{30,}|pypi-[\w-]{30,}|dckr_pat_[\w-]{20,}|hf_[A-Za-z0-9]{30,})/, "a token"],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\./, "a signed token"],
  [
    /\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic|token|apikey)\s+(?![${])[^\s"']{4,}/i,
    "a header that logs in",
  ],
  [/\bbearer\s+(?=[^\s"']*\d)[\w.~+/-]{6,}/i, "a header that logs in"],
  [/(?:^|[\s="',])[\w.-]+:\$(?:apr1|2[aby]|[156y])\$/, "the hash of a password"],
  [/\b(?:machine\s+\S+|default)\s+login\s+\S+\s+password\s+(?![${])\S/i, "a line of .netrc"],
  [/^[^:\s]+:(?:\d+|\*):[^:\s]+:[^:\s]+:[^:\s]+$/m, "a line of .pgpass"],
  // Vault fills in {{password}}, a shell $PASSWORD.
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:(?!\{\{|\$)[^\s/@]+@/i, "a URL with a password"],
  [
    /(?:^|[\s="'(])[\w.-]+:(?!\{\{|\$|\/\/)[^\s:@/"']+@(?:tcp|udp|unix)\(/,
    "a connection with a password",
  ],
  [/\bjdbc:oracle:\w+:[^\s/@:]+\/(?!\{\{|\$)[^\s@]+@/i, "a connection with a password"],
  [
    /\b(?:password|identified\s+by)\s+'(?!SCRAM-SHA-256\$|md5[0-9a-f]{32}|\{\{|\$|')[^']+'/i,
    "a statement with a password",
  ],
];

/** Programs whose flags for a password have no name of their own. */
const FLAGS: readonly [program: string, flag: string][] = [
  ["mysql\\w*|mariadb[\\w-]*", "-p(?!\\s)"],
  ["sshpass", "-p\\s*"],
  ["redis-cli|valkey-cli", "-a\\s*"],
  ["curl", "(?:-\\w*u|--user|-U|--proxy-user)[\\s=]*[\"']?[^\\s:$\"']+:"],
  ["wget", "--(?:http-|ftp-|proxy-)?password[\\s=]+"],
  ["(?:docker|podman|helm|oras|az|skopeo)\\s[^|;&\\n]*\\blogin", "-p\\s*"],
  ["mongo\\w*|sqlcmd|cqlsh|rabbitmqadmin|influx|expect", "-[pP]\\s*"],
  ["mosquitto_\\w+", "-P\\s*"],
  ["ldap\\w+", "-w\\s*"],
  ["smbclient|rpcclient", "-U\\s*[^\\s%$]+%"],
  ["vault\\s+login", ""],
  ["(?:7z|zip|unzip)", "-[pP]\\s*"],
].map(([program = "", flag = ""]) => [program, flag]);

const LOGINS = FLAGS.map(([program, flag]) => {
  const value = "[\"']?(?![\"']?(?:[$`{-]|/[\\w.-]+/))[^\\s\"'|;&]{2,}";
  return new RegExp(`(?:^|[\\s/"'(;|&])(?:${program})(?:\\s[^|;&\\n]*?)??\\s${flag}${value}`);
});

const VALUE = String.raw`(\\?"(?:[^"\\\n]|\\[^"\n])+\\?"|'[^'\n]+'|[^\s"'&;,|)}\]<>\\][^\s"'&;,|)}\]<>]*)`;

/** Between a name and its value: the end of a quoted name, and a mark of YAML before the value. */
const QUOTED_END = String.raw`\\?["']?\]?`;
const MARK = String.raw`(?:[ \t]*|\s*(?=["']))(?:[&!]\S+\s+|[|>][+-]?\d?\s*\n\s+)?`;

/**
 * How texts give values names: one capture for the name, one for the value. A value may hold a name and a
 * value itself, so that it is not consumed.
 */
const ASSIGNMENTS: readonly RegExp[] = [
  // NAME=value, -Dname=value, "name" => "value", ?name=value
  new RegExp(
    `(?<![\\w.$-])-{0,2}([A-Za-z_][\\w.-]*)${QUOTED_END}\\s*(?:=>|:=|=)(?=${MARK}${VALUE})`,
    "g",
  ),
  // name: value, "name": "value"
  new RegExp(
    `(?<![\\w./$-])-{0,2}([A-Za-z_][\\w.-]*)${QUOTED_END}\\s*:(?![/:=])(?=${MARK}${VALUE})`,
    "g",
  ),
  // --name value
  /(?:^|[\s"'=])--?([A-Za-z][\w.-]*)\s+(?=["']?([^\s"'-][^\s"']*))/g,
  // <name>value</name>
  /<([A-Za-z][\w.:-]*)(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[)?([^<>\s][^<>]*)/g,
  // name="name" value="value", and the same over two lines of YAML
  /\bname["']?\s*[:=]\s*["']?([\w.-]+)["']?[\s,]+["']?value["']?\s*[:=]\s*["']?([^\s"']+)/g,
  /\bdefine\(\s*["']([\w.-]+)["']\s*,\s*["']([^"']+)/g,
  // name value, alone in a line, as in the files of Redis
  /^[ \t]*([A-Za-z_][\w.-]*)[ \t]+["']?([^\s"']+)["']?[ \t]*$/gm,
];

/**
 * In a row, without a separator: what a generator draws, and hardly a name or a version. Of drawn
 * letters and digits this finds 97 of 100 at this length, and practically all from 32 on.
 */
const RANDOM_LENGTH = 20;
/** Bits for each character: of letters and digits, of hexadecimal digits, and of letters alone, which names reach. */
const RANDOM_BITS = { text: 3.5, hex: 3, letters: 4.2 };

/** Hashes: of Git, and SHA-256, which is also the form of Docker's ids. */
const HASH_LENGTHS = [40, 64];

/** Kafka's own id of a cluster: sixteen bytes in base64, and no secret. */
const CLUSTER_ID = /^CLUSTER_ID=[\w-]{21}[AQgw]$/;

/** Long texts are scripts and files, which many resources share. */
const known = new Map<string, string | undefined>();
const LONG = 200;

/** Why a named value is a secret. */
export function namedSecret(name: string, value: string): string | undefined {
  // The key of a folder, such as that of a tmpfs.
  if (name.includes("/")) return undefined;
  const upper = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/\W/g, "_")
    .toUpperCase();
  const file = upper.replace(/_+(FILE|PATH)$/, "");
  if (file !== upper)
    return NAME.test(file) && value && !PATH.test(value) ? `${name} without a path` : undefined;
  if (!NAME.test(upper) || PATH.test(value) || NOTHING.test(value)) return undefined;
  const isCount = upper.endsWith("TOKENS") && /^\d+$/.test(value);
  if (isCount || (upper.endsWith("AUTH") && METHOD.test(value))) return undefined;
  return `the value of ${name}`;
}

/** Why a text counts as a secret by what it says of itself. */
export function spokenSecret(text: string): string | undefined {
  if (text.length < LONG) return search(text);
  if (!known.has(text)) known.set(text, search(text));
  return known.get(text);
}

function search(text: string): string | undefined {
  return plainSecret(text) ?? encodedSecret(text);
}

function plainSecret(text: string): string | undefined {
  const form = FORMS.find(([pattern]) => pattern.test(text));
  if (form) return form[1];
  return LOGINS.some((login) => login.test(text)) ? "a password among the flags" : namedIn(text);
}

function namedIn(text: string): string | undefined {
  for (const pattern of ASSIGNMENTS) {
    for (const [, name = "", quoted = ""] of text.matchAll(pattern)) {
      const value = quoted.replace(/^\\?["']|\\?["']$/g, "");
      const named = FILLED_IN.test(value) ? undefined : namedSecret(name, value);
      if (named !== undefined) return named;
    }
  }
  return undefined;
}

/** What base64 or a URL's encoding would hide. */
function encodedSecret(text: string): string | undefined {
  for (const [word] of text.matchAll(/[A-Za-z0-9+/_-]{12,}={0,2}/g)) {
    const decoded = Buffer.from(word, "base64").toString("latin1");
    if (!/^[\t\n\r\x20-\x7e]{6,}$/.test(decoded)) continue;
    const found = plainSecret(decoded);
    if (found !== undefined) return `${found} in base64`;
  }
  if (!/%[0-9a-f]{2}/i.test(text)) return undefined;
  return plainSecret(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  );
}

/** Why a text counts as a secret by its randomness. */
export function randomSecret(text: string, name: string | undefined): string | undefined {
  if (CLUSTER_ID.test(`${name ?? ""}=${text}`)) return undefined;
  const rows = text.match(/[A-Za-z0-9]+/g) ?? [];
  const random = rows.filter((row) => row.length >= RANDOM_LENGTH).find(isRandom);
  if (random === undefined) return undefined;
  return `${String(random.length)} random characters at ${entropy(random).toFixed(1)} bits each`;
}

function isRandom(row: string): boolean {
  const digits = row.match(/\d/g)?.length ?? 0;
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(row)) {
    const isNumber = digits === row.length;
    return !isNumber && !HASH_LENGTHS.includes(row.length) && entropy(row) >= RANDOM_BITS.hex;
  }
  if (digits === 0) return entropy(row) >= RANDOM_BITS.letters;
  const hasAllKinds = /[a-z]/.test(row) && /[A-Z]/.test(row);
  return (hasAllKinds || digits >= 4) && entropy(row) >= RANDOM_BITS.text;
}

/** Bits for each character, after Shannon. */
function entropy(text: string): number {
  const counts = [...Map.groupBy(text, (character) => character).values()].map(
    ({ length }) => length / text.length,
  );
  return counts.reduce((sum, share) => sum - share * Math.log2(share), 0);
}
