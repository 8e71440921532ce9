import { failuresOf } from "./promtool.ts";
import { ruleTests } from "./rule-tests.ts";
import { mutantsOf } from "./mutants.ts";
const only = ruleTests.filter((t) => t.ruleSet === (process.argv[2] ?? "slo"));
for (const t of only) {
  const s = Date.now();
  const f = await failuresOf([t]);
  console.log(t.alert.name, t.groups.length, Date.now() - s, f[0] ?? "ok");
}
const mutants = only.flatMap(mutantsOf);
console.log("mutants", mutants.length);
if (process.argv[3]) {
  let alive = [...mutants];
  const most = Math.max(...mutants.map((m) => m.groups.length));
  const s = Date.now();
  for (let r = 0; r < most && alive.length; r++) {
    const f = await failuresOf(alive.map((m) => ({ ...m, groups: m.groups.slice(r, r + 1) })));
    alive = alive.filter((_, i) => f[i] === undefined);
    console.log(r, alive.length, Date.now() - s);
  }
  for (const a of alive) console.log(a.alert.name, a.kind, a.change);
}
