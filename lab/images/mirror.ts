/** The Debian mirror that this machine already uses. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../src/lib/error.ts";

const LISTS = "/etc/apt/sources.list.d";

/** @throws UserError on a machine that is not Debian */
export function debianMirror(): string {
  const codename = /^VERSION_CODENAME=(\w+)/m.exec(read("/etc/os-release"))?.[1] ?? "";
  const mirror = sourceFiles()
    .flatMap((file) => entries(read(file)))
    .find(({ suites }) => suites.includes(codename))?.uri;
  if (mirror && read("/etc/os-release").includes("ID=debian")) return mirror;
  throw new UserError(
    `${LISTS}: must name a Debian mirror to build images from, names none; run this on Debian, or ` +
      "run npx bev images lock where the official registries can be reached",
  );
}

interface Entry {
  uri: string;
  suites: string[];
}

/** Both formats of apt: stanzas, and one line each. */
function entries(content: string): Entry[] {
  const stanzas = content.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string): string =>
      new RegExp(`^${name}:\\s*(.+)$`, "m").exec(stanza)?.[1] ?? "";
    const uri = field("URIs").split(/\s+/)[0] ?? "";
    return uri ? [{ uri, suites: field("Suites").split(/\s+/) }] : [];
  });
  const lines = [...content.matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/gm)].map(
    ([, uri = "", suite = ""]) => ({ uri, suites: [suite] }),
  );
  return [...stanzas, ...lines];
}

function sourceFiles(): string[] {
  const listed = names(LISTS).map((name) => path.join(LISTS, name));
  return [...listed, "/etc/apt/sources.list"];
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
