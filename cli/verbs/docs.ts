/** `bev docs`: writes the pages that are generated from the catalogue and the policies. */
import { Command } from "commander";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { servicesPage } from "../../src/render/services-page.ts";
import { policiesPage } from "../policies-page.ts";
import { root } from "../paths.ts";

const pages = { "policies.md": policiesPage, "services.md": servicesPage };

export function docsCommand(): Command {
  return new Command("docs").description("write the generated pages of docs/").action(() => {
    for (const [name, page] of Object.entries(pages)) {
      writeFileSync(path.join(root, "docs", name), page());
      console.log(`wrote docs/${name}`);
    }
  });
}
