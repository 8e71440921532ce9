/** The sections of docs/runbooks: what an alert links to. */
import { readdirSync, readFileSync } from "node:fs";

/** What no alert links to. */
const OTHERS = ["README.md", "emergencies.md", "node.md"];
const FOLDER = new URL("../../docs/runbooks/", import.meta.url);

/** As `runbookOf` names them: `docs/runbooks/<page>.md#<alert in lower case>`. */
export function runbookSections(): string[] {
  const pages = readdirSync(FOLDER).filter((page) => !OTHERS.includes(page));
  return pages.flatMap((page) => {
    const text = readFileSync(new URL(page, FOLDER), "utf8");
    return [...text.matchAll(/^## (.+)$/gm)].map(
      ([, title = ""]) => `docs/runbooks/${page}#${title.toLowerCase()}`,
    );
  });
}
