/** docs/policies.md: what every rule demands, why, and how to mend a violation. */
import { cisChecks } from "../../policies/hardening/cis.ts";
import { isStackRule } from "../../policies/kit/rule.ts";
import type { Rule } from "../../policies/kit/rule.ts";
import { MOST_WAIVERS, waiversHold } from "../../policies/kit/waivers.ts";
import { packs } from "../../policies/rules.ts";
import { waivers } from "../../policies/waivers.ts";

export function policiesPage(): string {
  return `# Policies

Generated from \`policies/\` by \`npx bev docs\`; a test compares it with the rules.

Every \`bev preview\`, \`bev up\` and \`bev review\` runs with all of them, in one process. Plain Pulumi
does so with

\`\`\`sh
pulumi preview -s thanos --policy-pack policies
\`\`\`

A violation ends the operation before the resource is touched, and says in one line which resource,
what was found, what is expected, and how to mend it. A value that a rule reads and that is not known
before the update is a violation as well: what cannot be judged is not let through.

What the packs hold true of the machines (Engine, address, processor, capacity) stands in
\`policies/kit/site.ts\`, a second time next to \`Pulumi.<node>.yaml\`, so that no edit of one of them
moves a container to another machine.

## Waivers

An exception stands in \`policies/waivers.ts\`: service, rule, reason, owner, and the last day on which
it holds. There are at most ${String(MOST_WAIVERS)}, where what several services have for the same reason counts once. One
that has expired, is not used, or names what is not there is a violation itself (\`${waiversHold.name}\`).

${waiverTable()}
## CIS Docker Benchmark 1.6.0, section 5

Each check is decided by an argument of the resource, by a companion beside it, or by the host, which no
plan shows.

${table(
  ["check", "demands", "decided by", "rule", "remark"],
  cisChecks.map(({ number, title, decidedBy, rule, remark }) => [
    ...[number, title, decidedBy, rule === undefined ? "" : link(rule), remark ?? ""],
  ]),
)}
${Object.entries(packs)
  .map(([pack, rules]) => `## ${pack}\n\n${rules.map(section).join("\n")}`)
  .join("\n")}`;
}

function waiverTable(): string {
  if (waivers.length === 0) return "There is none.\n";
  const rows = waivers.map(({ service, rule, reason, owner, expires }) => [
    ...[service, link(rule), reason, owner, expires],
  ]);
  return table(["service", "rule", "reason", "owner", "expires"], rows);
}

function table(head: readonly string[], rows: readonly string[][]): string {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}

function link(rule: string): string {
  return `[${rule}](#${rule})`;
}

function section(rule: Rule): string {
  const { name, description, severity, tags, fix } = rule;
  const judged = isStackRule(rule)
    ? "the whole stack"
    : (rule.types?.map((type) => `\`${type}\``).join(", ") ?? "every resource");
  return `### ${name}

${description}

- **judges** ${judged}
- **severity** ${severity}; ${tags.join(", ")}
- **to mend** ${fix}
`;
}
