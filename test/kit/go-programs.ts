/** Programs of Go modules that tests run: each is built once, ahead of the tests (test/prepare.ts). */
import path from "node:path";
import { ensureProgram } from "../../toolchain/go-program.mjs";
import type { CachedProgram } from "../../toolchain/go-program.mjs";
import { root } from "./engine.ts";

/** `program` is the package of main, the folder's own unless it says another. */
function goProgram(name: string, purpose: string, other: Partial<CachedProgram> = {}) {
  return {
    name,
    directory: path.join(root, "test", "go", name),
    program: ".",
    goMod: `test/go/${name}/go.mod`,
    again: "run the tests again",
    purpose,
    otherwise: "install it from https://go.dev/dl",
    ...other,
  };
}

export const actionlint = goProgram("actionlint", "lint workflows", {
  program: "github.com/rhysd/actionlint/cmd/actionlint",
});

export const tailnetFilter = goProgram("tailnet-filter", "evaluate policies of the tailnet");

export const tailnetFilterTests = goProgram("tailnet-filter-tests", "evaluate policies", {
  directory: tailnetFilter.directory,
  goMod: tailnetFilter.goMod,
  isTest: true,
});

export const tailscaleClient = goProgram("tailscale-client", "run Tailscale's own client", {
  isTest: true,
});

/** Of BEV's own services, each package's tests; `services/` is one module. */
export const serviceTests = [
  ...["engine", "socket", "backup", "failover", "container-exporter", "log-shipper"],
  ...["edge", "geo-router", "edge-node-management", "edge-coordinator", "geographic-routing"],
].map((name) =>
  goProgram(`${name}-tests`, "test BEV's own services", {
    directory: path.join(root, "services"),
    program: `./${name}`,
    goMod: "services/go.mod",
    isTest: true,
  }),
);

/** All of them. */
export const goPrograms: readonly CachedProgram[] = [
  actionlint,
  tailnetFilter,
  tailnetFilterTests,
  tailscaleClient,
  ...serviceTests,
];

/** The program's file. */
export function built(program: CachedProgram): Promise<string> {
  return ensureProgram(program);
}
