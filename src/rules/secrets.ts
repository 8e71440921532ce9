/**
 * Secrets where anybody may read them: `docker inspect`, the state and every log show environment,
 * labels, commands and health checks, and a delivered file is readable for all of its node.
 */
import type { CommandInputs } from "./commands.ts";
import { commandTexts } from "./commands.ts";
import type { ContainerInputs, Finding } from "./container.ts";
import { decoded } from "./on-demand.ts";
import { isRotatedText, ROTATED_LABEL } from "./rotation.ts";
import { namedSecret, randomSecret, spokenSecret } from "./secret-text.ts";

interface Place {
  at: string;
  /** Name of the value, where it has one of its own. */
  name?: string | undefined;
  text: string;
  /** A whole file: hashes and verifiers in it are as random as a secret. */
  isFile?: boolean;
}

/** Every string of a container's arguments; an image is judged whole by another rule. */
export function containerSecretFindings(
  { image: _image, ...container }: ContainerInputs,
  canaries: readonly string[],
): Finding[] {
  const { envs, uploads, ...others } = container;
  const { command, entrypoints, healthcheck } = others;
  return findingsOf(
    [
      ...(envs ?? []).flatMap((text, index) => assignment(`envs/${String(index)}`, text)),
      ...placesIn("", others),
      joined("healthcheck/tests", [healthcheck?.tests]),
      joined(command?.length ? "command" : "entrypoints", [entrypoints, command]),
      ...(uploads ?? []).flatMap(({ content, contentBase64, ...upload }, index) => {
        const at = `uploads/${String(index)}`;
        return [{ at, text: content ?? decoded(contentBase64) }, ...placesIn(at, upload)];
      }),
    ],
    canaries,
  );
}

/** A flag and its value may be two words, and so may any secret. */
function joined(at: string, lists: readonly (readonly string[] | null | undefined)[]): Place {
  return { at, text: lists.flatMap((words) => words ?? []).join(" ") };
}

/** Every string in a value, each with the key that it stands under. */
function placesIn(at: string, value: unknown, name?: string): Place[] {
  if (typeof value === "string") return [{ at, name, text: value }];
  if (typeof value !== "object" || value === null) return [];
  // A label is a name and a value itself.
  if ("label" in value) {
    const { label, value: text } = value as { label?: string | null; value?: string | null };
    return assigned(at, label ?? "", text ?? "");
  }
  // A key is found where it stands: below it, the place would tell it.
  return Object.entries(value).flatMap(([key, item]) => [
    { at, text: key },
    ...placesIn(at === "" ? key : `${at}/${key}`, item, key),
  ]);
}

/**
 * `triggers` and `stdin`: as far as they are known. What a command reads on its standard input is no
 * argument: it is searched only where it becomes a file that all may read.
 */
export function commandSecretFindings(
  command: CommandInputs,
  { triggers, stdin }: { triggers: readonly unknown[]; stdin: string | undefined },
  canaries: readonly string[],
): Finding[] {
  const { environment } = command;
  return findingsOf(
    [
      ...commandTexts(command),
      ...placesIn("environment", environment),
      ...triggers.map((trigger, index) => ({
        at: `triggers/${String(index)}`,
        text: typeof trigger === "string" ? trigger : JSON.stringify(trigger),
      })),
      ...(stdin === undefined ? [] : [{ at: "stdin", text: stdin, isFile: true }]),
    ],
    canaries,
  );
}

/** What others read of a command's standard input: files in a folder of the node, or a script of a database. */
export function readableInput(command: CommandInputs): string | undefined {
  const { BEV_TARGET: target, BEV_CONTAINER: container } = command.environment ?? {};
  if (target?.startsWith("/")) return decoded(command.stdin);
  return target === undefined && container !== undefined ? (command.stdin ?? undefined) : undefined;
}

function assignment(at: string, text: string): Place[] {
  const end = text.indexOf("=");
  return end < 0 ? [{ at, text }] : assigned(at, text.slice(0, end), text.slice(end + 1));
}

/** A value, and its name, which is as easy to read. */
function assigned(at: string, name: string, text: string): Place[] {
  return [
    { at, name, text },
    { at, text: name },
  ];
}

function findingsOf(places: readonly Place[], canaries: readonly string[]): Finding[] {
  const found = places.flatMap((place) => {
    const why = secretIn(place, canaries);
    return why === undefined ? [] : [{ at: place.at, problem: `must be no secret, got ${why}` }];
  });
  // What one word holds is found in the whole too.
  return found.filter(
    ({ at }, index) =>
      found.findIndex((other) => other.at === at) === index &&
      !found.some((other) => other.at.startsWith(`${at}/`)),
  );
}

/** Why a text counts as a secret, in words that do not tell it. */
function secretIn({ name, text, isFile }: Place, canaries: readonly string[]): string | undefined {
  const length = `length ${String(text.length)}`;
  const canary = canaries.findIndex((one) => formsOf(one).some((form) => text.includes(form)));
  if (canary >= 0) return `canary ${String(canary + 1)}, ${length}`;
  if (name === ROTATED_LABEL && isRotatedText(text)) return undefined;
  const why =
    (name === undefined ? undefined : namedSecret(name, text)) ??
    spokenSecret(text) ??
    (isFile ? undefined : randomSecret(text, name));
  return why === undefined ? undefined : `${why}, ${length}`;
}

/** As it is, and in the encodings that would hide it. */
function formsOf(canary: string): string[] {
  return [canary, Buffer.from(canary).toString("base64").replaceAll("=", "")];
}
