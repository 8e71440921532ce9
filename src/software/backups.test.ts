/** What of a row is saved, and by whose scripts. */
import { describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { serviceLike } from "../../test/kit/site.ts";
import { catalog } from "../catalog/index.ts";
import { resolveService } from "../catalog/resolve.ts";
import type { BackupMethod } from "../catalog/types.ts";
import { formatFaults } from "../lib/faults.ts";
import { backupFaults, backupOf } from "./backups.ts";
import { softwareOf } from "./index.ts";

const volume = (backup: BackupMethod, name = "data") => ({ name, path: `/${name}`, backup });
const services = catalog.map((row) => resolveService(row));
const saved = services.flatMap((service) => {
  const backup = backupOf(service, softwareOf(service));
  return backup ? [{ service, backup }] : [];
});

describe("what is saved", () => {
  it.each([
    ["postgres", true],
    ["grafana", true],
    // The first member of a cluster knows all, and the replica has all of its primary's.
    ["kafka-1", true],
    ["kafka-2", false],
    ["postgres-replica", false],
    ["nginx", false],
  ])("has %s: %j", (name, isSaved) => {
    expect(saved.some(({ service }) => service.name === name)).toBe(isSaved);
  });

  it("has a script for everything that a row names", () => {
    expect(formatFaults(backupFaults(services, softwareOf))).toBe("");
  });

  it("is refused of a product without a method", () => {
    const row = serviceLike("nginx", { volumes: [volume("snapshot-api")] });
    expect(formatFaults(backupFaults([row], softwareOf))).toBe(
      "oracle1/nginx/volumes: must be saved by file-copy, replicated or none, because nginx has no method of its own; " +
        "add `backup` to src/software/nginx/index.ts, or change it in src/catalog/network.ts",
    );
  });
});

describe("the scripts", () => {
  it("hold no blank in a folder for two words", () => {
    const row = serviceLike("nginx", {
      volumes: [{ ...volume("file-copy"), path: "/srv/it's a" }],
    });
    expect(backupOf(row, softwareOf(row))?.facts({ service: row })).toContain(
      "set -- '/srv/it'\\''s a'\n",
    );
  });

  it.each(
    saved.map(
      ({ service, backup }) => [`${service.node}/${service.name}`, service, backup] as const,
    ),
  )("of %s are shell", (_where, service, backup) => {
    for (const what of ["save", "restore", "facts"] as const) {
      const input = backup[what]({ service });
      const { status, stderr } = spawnSync("sh", ["-n"], { encoding: "utf8", input });
      expect(`${what} ${String(status)} ${stderr}`).toBe(`${what} 0 `);
    }
  });
});
