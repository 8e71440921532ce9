/**
 * Preloaded into `bev` and into the program by `changes.ts`: changes the catalogue's data in memory, before
 * anything reads it. The rows on disk stay as they are.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const file = process.env.BEV_TEST_CHANGES;
// Plugins and policy packs inherit the environment too. They know no catalogue, but packs know machines.
const program = process.argv[1] ?? "";
const isReader = /\/(cli\/main\.ts|@pulumi\/pulumi\/cmd\/run(\/index\.js)?)$/.test(program);
const isPack = /\/@pulumi\/pulumi\/cmd\/run-policy-pack(\/index\.js)?$/.test(program);
const { root, machines = {}, ...changes } = file ? JSON.parse(readFileSync(file, "utf8")) : {};
if (file && isPack) {
  const site = await import(pathToFileURL(path.join(root, "policies/kit/site.ts")).href);
  Object.assign(site.productionSite, machines);
}
if (isReader && Object.keys(changes).length > 0) {
  const {
    rows = {},
    added = [],
    images = {},
    nodes = {},
    newNodes = {},
    defaults = {},
    lastLines = {},
  } = changes;
  const load = (name) => import(pathToFileURL(path.join(root, "src", name)).href);
  const table = await load("catalog/nodes.ts");
  Object.assign(table.nodes, newNodes);
  table.nodeNames.push(...Object.keys(newNodes));
  // After the nodes: some rows are there once for each of them.
  const { catalog } = await load("catalog/index.ts");
  for (const [name, patch] of Object.entries(rows)) {
    merge(
      must(
        catalog.find((row) => row.name === name),
        name,
      ),
      patch,
    );
  }
  catalog.push(...added);
  const tables = [
    [(await load("catalog/images.ts")).images, images],
    [table.nodes, nodes],
    [await load("catalog/defaults.ts"), defaults],
  ];
  for (const [table, patches] of tables)
    for (const [name, patch] of Object.entries(patches)) merge(must(table[name], name), patch);
  if (Object.keys(lastLines).length > 0) {
    const { products } = await load("software/index.ts");
    for (const { config = {} } of Object.values(products)) {
      for (const [file, render] of Object.entries(config)) {
        config[file] = (context) => {
          const line = lastLines[context.service.name];
          return line === undefined ? render(context) : `${render(context)}${line}\n`;
        };
      }
    }
  }
}

function must(found, name) {
  if (found) return found;
  throw new Error(`${file}: the catalogue has no ${name}`);
}

/** As RFC 7396 has it: objects are merged, null removes, all else replaces. */
export function merge(target, patch) {
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete target[key];
    else if (typeof value === "object" && !Array.isArray(value) && isPlain(target[key]))
      merge(target[key], value);
    else target[key] = value;
  }
}

function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
