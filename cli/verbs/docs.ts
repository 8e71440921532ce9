/** `bev docs`: writes the pages that are generated from the catalogue. */
import { Command } from "commander";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { servicesPage } from "../../src/render/services-page.ts";
import { root } from "../paths.ts";

export function docsCommand(): Command {
  return new Command("docs").description("write docs/services.md from the catalogue").action(() => {
    writeFileSync(path.join(root, "docs", "services.md"), servicesPage());
    console.log("wrote docs/services.md");
  });
}
