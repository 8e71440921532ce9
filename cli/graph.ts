/** `bev graph`: a picture of the platform, from the catalogue and the stack files alone. */
import { Command } from "commander";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Drawing } from "../operations/graph/drawing.ts";
import { platformPage } from "../operations/graph/page.ts";
import { platformFile } from "../operations/graph/svg.ts";
import { shown } from "../src/lib/faults.ts";
import { UserError } from "../src/lib/error.ts";
import { platformDrawing } from "../operations/graph/platform.ts";
import { workDirectory } from "../src/lib/paths.ts";

const formats: Record<string, (drawing: Drawing) => string> = {
  ".svg": platformFile,
  ".html": platformPage,
};

export function graphCommand(): Command {
  return new Command("graph")
    .description("draw nodes, services, ports and dependencies")
    .option("--output <file>", "an .svg or .html file (default: both, as .bev/platform.*)")
    .action(graph);
}

async function graph({ output }: { output?: string }): Promise<void> {
  const files = output === undefined ? defaultFiles() : [output];
  const writers = files.map((file) => ({ file, format: formatOf(file) }));
  const drawing = await platformDrawing();
  for (const { file, format } of writers) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, format(drawing));
    console.log(`wrote ${path.relative("", file)}`);
  }
}

function defaultFiles(): string[] {
  return Object.keys(formats).map((extension) => path.join(workDirectory, `platform${extension}`));
}

function formatOf(file: string): (drawing: Drawing) => string {
  const format = formats[path.extname(file)];
  if (format) return format;
  throw new UserError(
    `--output: must end in ${Object.keys(formats).join(" or ")}, got ${shown(file)}; the ending says what is written`,
  );
}
