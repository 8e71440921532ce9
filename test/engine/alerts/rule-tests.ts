/** Every alert of the platform with the tests that its table gives. */
import { catalog } from "../../../src/catalog/index.ts";
import { resolveService } from "../../../src/catalog/resolve.ts";
import { softwareOf } from "../../../src/software/index.ts";
import { ruleSets } from "../../../src/software/prometheus/rules.ts";
import { testsOf } from "./behaviour.ts";
import { behaviours, others } from "./behaviours/index.ts";
import { watchdogTests } from "./behaviours/platform.ts";
import { standbyTests } from "./behaviours/standby.ts";
import { objectiveTests, sloTest } from "./behaviours/slo.ts";
import type { RuleTest } from "./promtool.ts";

const services = catalog.map((row) => resolveService(row));

const alertTests = Object.entries(ruleSets({ services, others: [], softwareOf })).flatMap(
  ([ruleSet, { records, alerts }]) =>
    alerts.map((alert): RuleTest => {
      if (ruleSet === "slo") return sloTest(ruleSet, alert);
      const tables = [behaviours[ruleSet]?.[alert.name], others[alert.name]];
      const groups = tables.flatMap((table) => (table ? testsOf(ruleSet, alert, table) : []));
      if (alert.name === "Watchdog") groups.push(...watchdogTests(ruleSet, alert));
      if (ruleSet === "standby") groups.push(...standbyTests(ruleSet, alert));
      return { ruleSet, records, alert, groups };
    }),
);

export const ruleTests: readonly RuleTest[] = [...alertTests, ...objectiveTests];
