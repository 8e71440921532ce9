import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

/** What goes on after bev, what Pulumi runs, and a terminal's own settings. */
const STARTS_PROCESSES = [
  "operations/command.ts",
  "lab/daemon.ts",
  "lab/registry.ts",
  "src/steps/vault/delivery.ts",
  "cli/unseen.ts",
];

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
    files: ["operations/graph/page-script.js"],
    languageOptions: { globals: { document: "readonly", DOMPoint: "readonly" } },
  },
  {
    files: ["operations/dashboards/page-script.js"],
    languageOptions: {
      globals: Object.fromEntries(
        ["document", "window", "location", "matchMedia", "getComputedStyle", "Option", "uPlot"].map(
          (name) => [name, "readonly"],
        ),
      ),
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
  {
    files: ["src/**/*.ts", "operations/**/*.ts", "cli/**/*.ts", "lab/**/*.ts"],
    ignores: ["**/*.test.ts", ...STARTS_PROCESSES],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "node:child_process",
              message: "operations/command.ts starts programs, and ends them with bev itself",
            },
          ],
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
