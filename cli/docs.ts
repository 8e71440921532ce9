/** `bev docs`: writes the generated pages of docs/ from the catalogue, the stack files and the policies. */
import { Command } from "commander";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { platformFile } from "../operations/graph/svg.ts";
import { servicesPage } from "../operations/pages/services-page.ts";
import { platformDrawing } from "../operations/graph/platform.ts";
import { root } from "../src/lib/paths.ts";
import { objectivesPage } from "../operations/pages/objectives-page.ts";
import { policiesPage } from "../operations/pages/policies-page.ts";

const pages: Record<string, () => string | Promise<string>> = {
  "platform.svg": async () => platformFile(await platformDrawing()),
  "objectives.md": objectivesPage,
  "policies.md": policiesPage,
  "services.md": servicesPage,
};

export function docsCommand(): Command {
  return new Command("docs").description("write the generated pages of docs/").action(async () => {
    for (const [name, page] of Object.entries(pages)) {
      writeFileSync(path.join(root, "docs", name), await page());
      console.log(`wrote docs/${name}`);
    }
  });
}
