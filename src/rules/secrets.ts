/**
 * Secrets where anybody may read them: `docker inspect`, the state and every log show environment,
 * labels, commands and health checks. A secret is known by the name that it is given, by its form, or
 * by its randomness; no message shows one.
 */
import type { CommandInputs } from "./commands.ts";
import { commandTexts } from "./commands.ts";
import type { ContainerInputs, Finding } from "./container.ts";

/** What the name of a value says when the value itself is the secret; the rest of it is no secret. */
const NAME =
  /(?:PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|TOKEN|CREDENTIALS?|API_?KEY|(?<!BY|COM)PASS|(?:^|_)(?:KEY|AUTH))(?:_?(?:\d+|BASE|OLD|NEW|VALUE|PLAIN|B64|BASE64))*$/;

const FORMS: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\bhv[sbr]\.[\w-]{20,}/, "a Vault token"],
  [/(?:^|[^\w.])s\.[A-Za-z0-9]{24}(?![\w.])/, "an old Vault token"],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an AWS access key"],
  [/\btskey-[\w-]{10,}/, "a Tailscale key"],
  [
    /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{20,})/,
    "a token of a code host",
  ],
  [/\bxox[abprs]-[\w-]{10,}/, "a Slack token"],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\./, "a signed token"],
  // Vault fills in {{password}}, a shell $PASSWORD.
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:(?!\{\{|\$)[^\s/@]+@/i, "a URL with a password"],
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

export function containerSecretFindings(
  container: ContainerInputs,
  canaries: readonly string[],
): Finding[] {
  const { envs, labels, command, entrypoints, healthcheck, logOpts, uploads } = container;
  const each = (at: string, list: readonly string[] | null | undefined): Place[] =>
    (list ?? []).map((text, index) => ({ at: `${at}/${String(index)}`, text }));
  return findingsOf(
    [
      ...each("envs", envs).map(assignment),
      ...(labels ?? []).map(({ label, value }, index) => ({
        at: `labels/${String(index)}`,
        name: label ?? "",
        text: value ?? "",
      })),
      ...each("command", command),
      ...each("entrypoints", entrypoints),
      ...each("healthcheck/tests", healthcheck?.tests),
      // A flag and its value may be two words, and so may any secret.
      { at: "command", text: (command ?? []).join(" ") },
      { at: "entrypoints", text: (entrypoints ?? []).join(" ") },
      ...Object.entries(logOpts ?? {}).map(([name, text]) => ({
        at: `logOpts/${name}`,
        name,
        text: text ?? "",
      })),
      ...(uploads ?? []).map(({ content, contentBase64 }, index) => ({
        at: `uploads/${String(index)}`,
        text: content ?? Buffer.from(contentBase64 ?? "", "base64").toString(),
      })),
    ],
    canaries,
  );
}

/** `triggers`: those that are known. What a command reads on its standard input is no argument. */
export function commandSecretFindings(
  command: CommandInputs,
  triggers: readonly unknown[],
  canaries: readonly string[],
): Finding[] {
  return findingsOf(
    [
      ...commandTexts(command),
      ...Object.entries(command.environment ?? {}).map(([name, text]) => ({
        at: `environment/${name}`,
        name,
        text,
      })),
      ...triggers.map((trigger, index) => ({
        at: `triggers/${String(index)}`,
        text: typeof trigger === "string" ? trigger : JSON.stringify(trigger),
      })),
    ],
    canaries,
  );
}

interface Place {
  at: string;
  /** Name of the value, where it has one of its own. Absent: the text may hold assignments and flags. */
  name?: string;
  text: string;
}

function assignment({ at, text }: Place): Place {
  const end = text.indexOf("=");
  return end < 0 ? { at, text } : { at, name: text.slice(0, end), text: text.slice(end + 1) };
}

function findingsOf(places: readonly Place[], canaries: readonly string[]): Finding[] {
  const found = places.flatMap((place) => {
    const why = secretIn(place, canaries);
    return why === undefined ? [] : [{ at: place.at, problem: `must be no secret, got ${why}` }];
  });
  // What one word holds is found in the whole too.
  return found.filter(
    ({ at }) => !found.some((other) => other.at !== at && other.at.startsWith(`${at}/`)),
  );
}

/** Why a text counts as a secret, in words that do not tell it. */
function secretIn(place: Place, canaries: readonly string[]): string | undefined {
  const { name, text } = place;
  const length = `length ${String(text.length)}`;
  const canary = canaries.findIndex((one) => formsOf(one).some((form) => text.includes(form)));
  if (canary >= 0) return `canary ${String(canary + 1)}, ${length}`;
  const named = name === undefined ? namedIn(text) : namedSecret(name, text);
  if (named !== undefined) return `${named}, ${length}`;
  const form = FORMS.find(([pattern]) => pattern.test(text));
  if (form) return `${form[1]}, ${length}`;
  const random = CLUSTER_ID.test(`${name ?? ""}=${text}`) ? undefined : randomIn(text);
  if (random === undefined) return undefined;
  const bits = entropy(random).toFixed(1);
  return `${String(random.length)} random characters at ${bits} bits each, ${length}`;
}

/** As it is, and in the encodings that would hide it. */
function formsOf(canary: string): string[] {
  return [canary, Buffer.from(canary).toString("base64").replace(/=+$/, "")];
}

function namedSecret(name: string, value: string): string | undefined {
  const upper = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/\W/g, "_")
    .toUpperCase();
  const isPath = /^\/[\w.-]+\/[\w./-]+$/.test(value);
  const file = upper.replace(/_+(FILE|PATH)$/, "");
  if (file !== upper)
    return NAME.test(file) && value && !isPath ? `${name} without a path` : undefined;
  if (!NAME.test(upper) || isPath || /^(|true|false|none)$/i.test(value)) return undefined;
  return `the value of ${name}`;
}

/** `NAME=value`, `--name=value` and `--name value`; what a shell fills in is not there yet. */
function namedIn(text: string): string | undefined {
  const pairs = [
    ...text.matchAll(/(?:^|[\s;&|("'])-{0,2}([A-Za-z_][\w.-]*)=["']?([^\s"']+)/g),
    ...text.matchAll(/(?:^|\s)--([\w.-]+)\s+["']?([^\s"'-][^\s"']*)/g),
  ];
  for (const [, name = "", value = ""] of pairs) {
    const named = /^[$`]/.test(value) ? undefined : namedSecret(name, value);
    if (named !== undefined) return named;
  }
  return undefined;
}

function randomIn(text: string): string | undefined {
  const rows = text.match(/[A-Za-z0-9]+/g) ?? [];
  return rows.filter((row) => row.length >= RANDOM_LENGTH).find(isRandom);
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
