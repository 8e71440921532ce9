/** `bev docs`: writes the pages and the picture that are generated from the catalogue. */
import { Command } from "commander";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { platformFile } from "../../src/render/graph/svg.ts";
import { servicesPage } from "../../src/render/services-page.ts";
import { platformDrawing } from "../graph.ts";
import { root } from "../paths.ts";

export function docsCommand(): Command {
  return new Command("docs")
    .description("write docs/services.md and docs/platform.svg from the catalogue and stack files")
    .action(async () => {
      write("services.md", servicesPage());
      write("platform.svg", platformFile(await platformDrawing()));
    });
}

function write(name: string, content: string): void {
  writeFileSync(path.join(root, "docs", name), content);
  console.log(`wrote docs/${name}`);
}
