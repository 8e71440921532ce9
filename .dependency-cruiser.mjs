/**
 * Which folder may import which, in the order of docs/architecture.md, and no ring of files. What is not named here
 * a folder may not import. Tests may import all that they test.
 */
const SOURCE = [
  "lib",
  "rules",
  "catalog",
  "access",
  "software",
  "container",
  "components",
  "stack",
];

/** By folder: the folders of this repository that it may import besides itself. */
const ALLOWED = {
  // Each layer those to its left.
  ...Object.fromEntries(
    SOURCE.map((layer, index) => [
      `src/${layer}`,
      SOURCE.slice(0, index).map((lower) => `src/${lower}`),
    ]),
  ),
  "src/index.ts": ["src/lib", "src/stack", "src/start.ts"],
  "src/start.ts": ["src/lib"],
  // Programs that Pulumi commands run: they share the text of policies and archives with the stacks.
  "src/steps": ["src/lib", "src/access", "src/software", "src/container"],
  // A policy judges what it sees: from the catalogue it would hear the mistake that it looks for.
  policies: ["src/lib", "src/rules", "src/stack/config/image-lock.ts"],
  // Bundled with it, and an input of the Pulumi home (toolchain/paths.mjs).
  "stand-ins": ["src/lib/hujson.ts"],
  toolchain: [],
  operations: ["src", "policies", "toolchain"],
  lab: ["src", "operations", "toolchain"],
  cli: ["src", "policies", "operations", "lab", "toolchain"],
};

/** They are text and data: the program runs them, and so do tests, drift and docs. */
const PURE = "^src/(lib|rules|catalog|access|software|container)/";
const TEST = "[.]test[.]ts$|^test/";

export default {
  forbidden: [
    {
      name: "no-ring",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "pure-without-pulumi",
      severity: "error",
      from: { path: PURE, pathNot: TEST },
      to: { path: "@pulumi/" },
    },
    {
      name: "tests-are-no-source",
      severity: "error",
      from: { path: "^(src|operations|cli|lab|policies|toolchain|stand-ins)/", pathNot: TEST },
      to: { path: "^test/" },
    },
    ...Object.entries(ALLOWED).map(([folder, allowed]) => ({
      name: `${folder}-imports`,
      comment: `${folder} may import ${["itself", ...allowed].join(", ")}`,
      severity: "error",
      from: { path: `^${folder}(/|$)`, pathNot: TEST },
      to: {
        path: "^(src|operations|cli|lab|policies|toolchain|stand-ins)/",
        pathNot: [folder, ...allowed].map((one) => `^${one}(/|$)`),
      },
    })),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(test/go|[.]bev)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
