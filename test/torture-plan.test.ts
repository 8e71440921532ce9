/** What the rounds of test/docker/torture draw: found here in a second, not after minutes on Docker. */
import { describe, expect, it } from "@jest/globals";
import { images } from "../src/catalog/images.ts";
import { catalog } from "../src/catalog/index.ts";
import { resolveService } from "../src/catalog/resolve.ts";
import { familyPlaces } from "../src/catalog/machines.ts";
import type { ServiceSpec } from "../src/catalog/types.ts";
import { softwareOf } from "../src/software/index.ts";
import { familyFindings } from "../src/rules/placement.ts";
import { FOUR_SERVICES, STACK, TEN_SERVICES } from "./docker/torture/changes.ts";
import { planRound } from "./docker/torture/plan.ts";
import { victims } from "./docker/torture/session.ts";

const SEED = 1;
const ROUNDS = Array.from({ length: 200 }, (_, index) => index + 1);

describe.each([
  ["ten services", TEN_SERVICES],
  ["four services", FOUR_SERVICES],
])("two hundred rounds of %s", (_name, services) => {
  const plans = ROUNDS.map((round) => planRound(SEED, round, services));

  it("draw every kind of change and every victim", () => {
    const paths = new Set(plans.flatMap(({ change }) => pathsOf(change)));
    expect([...paths].sort()).toEqual([
      ...["containerLog max-size", "disabled"],
      ...["images haproxy tag", "images nginx tag", "images redis tag", "lastLines"],
      ...["rows env", "rows family", "rows resources", "rows secrets"],
    ]);
    expect(new Set(plans.map(({ victim }) => victim))).toEqual(new Set(victims));
  });

  it("change what is there, to another value", () => {
    for (const { change } of plans) {
      const { rows = {}, lastLines = {}, images: changed = {} } = change.changes;
      for (const [name, patch] of Object.entries(rows)) {
        const row = catalog.find((one) => one.name === name);
        if (!row) throw new Error(`the catalogue has no ${name}`);
        expect([name, row.node, services.includes(name)]).toEqual([name, STACK, true]);
        const other: ServiceSpec = { ...row, ...patch };
        expect(resolveService(other)).not.toEqual(resolveService(row));
        expect(familyFindings(name, other.family, STACK, familyPlaces())).toEqual([]);
      }
      for (const name of Object.keys(changed)) expect(images).toHaveProperty([name]);
      for (const name of Object.keys(lastLines)) {
        expect(services).toContain(name);
        const row = catalog.find((one) => one.name === name && one.node === STACK);
        const service = resolveService(row as ServiceSpec);
        expect(service.config?.files).not.toEqual([]);
        expect(Object.keys(softwareOf(service).config ?? {})).toEqual(
          expect.arrayContaining(service.config?.files ?? [`files of ${name}`]),
        );
      }
    }
  });

  it("leave nothing on that needs what is off", () => {
    for (const { change } of plans) {
      const on = services.filter((name) => !change.disabled.includes(name));
      const needed = catalog
        .filter(({ name }) => on.includes(name))
        .flatMap(({ dependsOn = [] }) => dependsOn)
        .filter((name) => services.includes(name));
      expect(on).toEqual(expect.arrayContaining(needed));
    }
  });

  it("are the same again for the same seed", () => {
    expect(ROUNDS.map((round) => planRound(SEED, round, services))).toEqual(plans);
  });
});

/** What a change changes, without the names of services. */
function pathsOf({ changes, disabled }: ReturnType<typeof planRound>["change"]): string[] {
  const { rows = {}, images: changed = {}, defaults = {}, lastLines = {} } = changes;
  return [
    ...Object.values(rows).flatMap((patch) => Object.keys(patch).map((key) => `rows ${key}`)),
    ...Object.entries(changed).flatMap(([name, patch]) =>
      Object.keys(patch).map((key) => `images ${name} ${key}`),
    ),
    ...Object.keys(defaults.containerLog ?? {}).map((key) => `containerLog ${key}`),
    ...(Object.keys(lastLines).length > 0 ? ["lastLines"] : []),
    ...(disabled.length > 0 ? ["disabled"] : []),
  ];
}
