import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

const PULUMI = {
  group: ["@pulumi/*", "@pulumi/pulumi/**"],
  message: "pure code never imports Pulumi",
};

/** Files of `folder` may import only what lies to their left in the order of docs/architecture.md. */
function layer(folder, forbidden, { pure = false } = {}) {
  const groups = forbidden.map((name) => ({
    // What begins with ./ stays in its layer, whatever the folder is called: src/render/config.
    group: [`**/${name}/**`, `../${name}/*`, `!./${name}/**`],
    message: `${folder} may not import ${name}: lib <- rules <- catalog, render <- components <- nodes <- index`,
  }));
  return {
    files: [`src/${folder}/**/*.ts`],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [...groups, ...(pure ? [PULUMI] : [])] }],
    },
  };
}

const UPPER = ["components", "contracts", "nodes", "config"];

export default tseslint.config(
  { ignores: ["node_modules/", ".bev/", "coverage/"] },
  js.configs.recommended,
  {
    files: ["**/*.mjs", "**/*.cjs"],
    languageOptions: {
      globals: {
        AbortController: "readonly",
        clearInterval: "readonly",
        clearTimeout: "readonly",
        console: "readonly",
        fetch: "readonly",
        module: "readonly",
        process: "readonly",
        setInterval: "readonly",
        setTimeout: "readonly",
      },
    },
  },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A component's constructor is a table of contents; its steps follow as functions.
      "no-use-before-define": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-this-alias": ["error", { allowedNames: ["parent"] }],
      "@typescript-eslint/dot-notation": "off",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      // Interfaces of a protocol are async whether one answer needs it or not.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
    },
  },
  layer("lib", ["rules", "catalog", "render", ...UPPER], { pure: true }),
  layer("rules", ["catalog", "render", ...UPPER], { pure: true }),
  layer("catalog", ["render", ...UPPER], { pure: true }),
  layer("render", UPPER, { pure: true }),
  layer("components", ["nodes"]),
  {
    // A policy judges what it sees: from the catalogue it would hear the mistake that it looks for.
    files: ["policies/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: ["catalog", "render", "components", "nodes"].map((name) => ({
            group: [`**/src/${name}/**`],
            message: `policies may not import ${name}`,
          })),
        },
      ],
    },
  },
  {
    files: ["**/*.test.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "CallExpression[callee.property.name='apply'] CallExpression[callee.name='expect']",
          message: "an assertion inside apply cannot fail the test: await the value first",
        },
      ],
    },
  },
  prettier,
);
