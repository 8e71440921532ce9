/**
 * What the golden files of a node show: its registrations, with each rendered text in a file of its own
 * and the name of what was hashed in place of a hash. One changed line then changes one file.
 */
import { text } from "node:stream/consumers";
import path from "node:path";
import tar from "tar-stream";
import { catalog } from "../../src/catalog/index.ts";
import { sha256 } from "../../src/lib/hash.ts";
import { scramVerifier } from "../../src/lib/scram.ts";
import { definitionOf } from "../../src/container/arguments.ts";
import { loginSecrets } from "../../src/catalog/needs.ts";
import { filesHash } from "../../src/container/delivery.ts";
import { canary } from "./mocks.ts";
import type { Registration } from "./mocks.ts";

const COMMAND = "command:local:Command";
const CONTAINER = "docker:index/container:Container";

/** The scripts that all services share, by how the command that runs them begins. */
const SCRIPTS = {
  "wait until ": "scripts/gate.sh",
  "deliver ": "scripts/delivery.sh",
  "let ": "scripts/reload.sh",
  "apply the data objects ": "scripts/data.sh",
};

export interface Shown {
  /** As the golden file of the node has them. */
  resources: object[];
  /** Golden files of their own, by path below `test/golden`. */
  texts: [path: string, content: string][];
  /** Any value with names in place of hashes. */
  withNames: (value: unknown) => unknown;
}

interface Command {
  create?: string;
  interpreter?: string[];
  stdin?: string;
}

/** A file as a delivery puts it into a container. */
interface Delivered {
  name: string;
  owner: string;
  mode: string;
  content: string;
}

export async function shownOf(
  stack: string,
  registrations: readonly Registration[],
): Promise<Shown> {
  const archives = new Map<string, Delivered[]>();
  for (const { type, name, inputs } of registrations) {
    if (type === COMMAND && isDelivery(inputs)) {
      archives.set(name, await unpacked(inputs["stdin"] as string));
    }
  }
  const names = namesOfHashes(registrations, archives);
  const withNames = (value: unknown) => replaced(value, names);
  const texts = new Map<string, string>();
  const resources = registrations
    .map((one) => withNames(withoutDefaults({ ...one, inputs: inputsOf(one) })) as object)
    .sort(byId);
  return { resources, texts: [...texts], withNames };

  function inputsOf({ type, name, inputs }: Registration): Record<string, unknown> {
    if (type !== COMMAND) return inputs;
    const shown = { ...inputs };
    const { create = "", interpreter, stdin } = inputs as Command;
    if (interpreter) shown["interpreter"] = script(create, interpreter);
    if (stdin !== undefined) shown["stdin"] = input(name, create, stdin);
    return shown;
  }

  function script(create: string, interpreter: readonly string[]): readonly string[] {
    const file = Object.entries(SCRIPTS).find(([start]) => create.startsWith(start))?.[1];
    if (file === undefined) return interpreter;
    return [...interpreter.slice(0, -1), ownFile(file, interpreter.at(-1) ?? "")];
  }

  function input(name: string, create: string, stdin: string): unknown {
    const files = archives.get(name);
    if (files) {
      const isConfig = create.startsWith("deliver configuration ");
      const folder = path.join("config", stack, name.replace(/-config$/, ""));
      return files.map((file) => ({
        ...file,
        ...(isConfig && { content: ownFile(path.join(folder, file.name), file.content) }),
      }));
    }
    if (create.startsWith("apply the data objects ")) {
      return ownFile(path.join("data", stack, `${name.replace(/-data$/, "")}.sh`), stdin);
    }
    return JSON.parse(stdin);
  }

  /** @returns what stands for the text in the node's file */
  function ownFile(file: string, content: string): string {
    const shown = withNames(content) as string;
    const known = texts.get(file);
    if (known !== undefined && known !== shown) throw new Error(`${file} would have two contents`);
    texts.set(file, shown);
    return `<${file}>`;
  }
}

function isDelivery({ create = "" }: Command): boolean {
  return create.startsWith("deliver ");
}

/** The files of an archive in base64. Their times, which follow from their contents, are left out. */
async function unpacked(archive: string): Promise<Delivered[]> {
  const extract = tar.extract();
  extract.end(Buffer.from(archive, "base64"));
  const files: Delivered[] = [];
  for await (const entry of extract) {
    const { name, uid, gid, mode } = entry.header;
    const owner = `${String(uid)}:${String(gid)}`;
    files.push({
      name,
      owner,
      mode: mode.toString(8).padStart(4, "0"),
      content: await text(entry),
    });
  }
  return files;
}

/** For each hash that the registrations may hold, what it is the hash of. */
function namesOfHashes(
  registrations: readonly Registration[],
  archives: ReadonlyMap<string, Delivered[]>,
): [hash: string, name: string][] {
  const definitions = registrations
    .filter(({ type }) => type === CONTAINER)
    .flatMap(({ name, inputs }) => {
      const hash = definitionOf(inputs as never);
      const short = `_${hash.slice(0, 8)}`;
      return [
        [hash, `<definition of ${name}>`],
        ...(String(inputs["name"]).endsWith(short) ? [[short, `_<definition of ${name}>`]] : []),
      ] as [string, string][];
    });
  const folders = [...archives.values()].map((files): [string, string] => [
    filesHash(files),
    "<hash of the files>",
  ]);
  // Of a file with certificate and key, the certificate alone is hashed.
  const contents = [...archives.values()]
    .flat()
    .flatMap(({ content }) => content.split(/(?=-----BEGIN PRIVATE KEY-----)/));
  const generations = [...new Set(contents)].map((content): [string, string] => [
    sha256(content),
    `<hash of ${JSON.stringify(content)}>`,
  ]);
  return [...definitions, ...folders, ...generations, ...verifiers()];
}

/** Of every login of a database, with the password that the mocks give it. */
function verifiers(): [string, string][] {
  const secrets = catalog.flatMap(({ data }) =>
    data?.engine === "postgres" ? loginSecrets(data) : [],
  );
  return secrets.map((secret) => [
    scramVerifier(secret, canary(secret.replace("/", "-"))),
    `<verifier of ${secret}>`,
  ]);
}

function replaced(value: unknown, names: readonly [string, string][]): unknown {
  if (typeof value === "string") {
    return names.reduce((shown, [hash, name]) => shown.replaceAll(hash, () => name), value);
  }
  if (Array.isArray(value)) return value.map((item) => replaced(item, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replaced(item, names)]),
  );
}

function withoutDefaults({ type, name, inputs, ...options }: Registration): object {
  const set = Object.entries({ ...options, provider: undefined }).filter(
    ([, value]) =>
      value !== false && value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return { id: `${type}::${name}`, ...Object.fromEntries(set), inputs };
}

function byId(a: object, b: object): number {
  return (a as { id: string }).id < (b as { id: string }).id ? -1 : 1;
}
