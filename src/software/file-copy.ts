/** How volumes of plain files are saved and restored, of any product. */
import type { Service } from "../catalog/resolve.ts";
import { shellScript, shellWord } from "../lib/shell-script.ts";
import { archiveScript } from "./archive.ts";
import type { Backup } from "./backup.ts";

/** What a service has not written yet is lost as by a cut of power, after which SQLite and its like are whole. */
export const fileCopy: Backup = {
  save: ({ service }) => script("save", service),
  restore: ({ service }) => script("restore", service),
  into: "volume",
  resting: true,
  facts: ({ service }) => text("facts", service),
};

function script(what: string, service: Service): string {
  const stage = `${foldersOf(service)[0] ?? ""}/bev-backup`;
  return archiveScript({ product: `files-of-${service.name}`, stage }, text(what, service));
}

function text(what: string, service: Service): string {
  const volumes = foldersOf(service).map(shellWord).join(" ");
  return shellScript(new URL(`file-copy-${what}.sh`, import.meta.url), { volumes });
}

function foldersOf({ volumes }: Service): string[] {
  return volumes.filter(({ backup }) => backup === "file-copy").map(({ path }) => path);
}
