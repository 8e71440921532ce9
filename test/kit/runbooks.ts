/** The sections of docs/runbooks: what an alert links to. */
import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../docs/runbooks/", import.meta.url);

/** As `runbookOf` names them: `docs/runbooks/<page>.md#<alert in lower case>`. */
export function runbookSections(): string[] {
  const pages = readdirSync(FOLDER).filter((page) => page !== "README.md");
  return pages.flatMap((page) => {
    const text = readFileSync(new URL(page, FOLDER), "utf8");
    return [...text.matchAll(/^## (.+)$/gm)].map(
      ([, title = ""]) => `docs/runbooks/${page}#${title.toLowerCase()}`,
    );
  });
}
