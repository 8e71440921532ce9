/** `bev graph` as a command, on the tracked stack files and on others. */
import { describe, expect, it } from "@jest/globals";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { platformDrawing } from "../../operations/graph/platform.ts";
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { platformPage } from "../../operations/graph/page.ts";
import { root, run, succeeded } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";

describe("bev graph", () => {
  it("writes what the ending says, and refuses another", async () => {
    const directory = mkdtempSync(path.join(os.tmpdir(), "bev-graph-"));
    const graph = (file: string) =>
      run(process.execPath, ["cli/main.ts", "graph", "--output", path.join(directory, file)], {
        cwd: root,
      });
    try {
      expect(await graph("p.html")).toMatchObject({ code: 0 });
      const page = readFileSync(path.join(directory, "p.html"), "utf8");
      expect(page).toBe(platformPage(await platformDrawing()));
      const refused = await graph("p.png");
      expect(refused.code).toBe(1);
      expect(refused.output).toContain("--output: must end in .svg or .html, got ");
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("takes the stacks' choices and regions, and refuses what leaves a need unmet", async () => {
    const program = new LocalProgram();
    try {
      const file = path.join(program.directory, "out.svg");
      const graph = () => program.bev("graph", "--output", file);
      const machine = ["--host", "ssh://us-east", "--address", "100.64.10.1"];
      await succeeded(program.bev("edge", "enable", "us-east", ...machine));
      program.configure("thanos", ["bev:services"], { influxdb: { enabled: false } });
      expect(await graph()).toMatchObject({ code: 0 });
      const svg = readFileSync(file, "utf8");
      const drawn = [...svg.matchAll(/ data-service="([^"]*)"/g)].map(([, id]) => id);
      const enabled = catalog.map((row) => resolveService(row)).filter((one) => one.enabled);
      const region = catalog
        // It is no third vote.
        .filter(({ node, image }) => node === "edge-us-east" && image !== "failover")
        .map(({ node, name }) => `${node}/${name}`);
      const ids = enabled.map(({ node, name }) => `${node}/${name}`);
      expect(drawn.sort()).toEqual(
        [...ids.filter((id) => id !== "thanos/influxdb"), ...region].sort(),
      );
      program.configure("thanos", ["bev:services"], { postgres: { enabled: false } });
      const refused = await graph();
      expect(refused.code).toBe(1);
      expect(refused.output).toContain(
        "thanos/connection-pooler/dependsOn/postgres: must be enabled, is disabled",
      );
    } finally {
      program.remove();
    }
  });
});
