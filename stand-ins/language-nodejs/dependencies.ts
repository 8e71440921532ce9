/** What a program's package.json names, at the versions that are installed. */
import { readFileSync } from "node:fs";
import path from "node:path";

interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
}

export function installedDependencies(directory: string): { name: string; version: string }[] {
  const manifest = nearestManifest(directory);
  if (!manifest) return [];
  return Object.entries(manifest.content.dependencies ?? {}).map(([name, range]) => {
    const installed = readManifest(path.join(manifest.directory, "node_modules", name));
    return { name, version: installed?.version ?? range };
  });
}

function nearestManifest(from: string): { directory: string; content: Manifest } | undefined {
  for (let directory = path.resolve(from); ; directory = path.dirname(directory)) {
    const content = readManifest(directory);
    if (content) return { directory, content };
    if (directory === path.dirname(directory)) return undefined;
  }
}

function readManifest(directory: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}
