/** docs/objectives.md: what the platform is to achieve, and what judges it. */
import { objectives, unmeasured } from "../../src/software/prometheus/objectives.ts";

export function objectivesPage(): string {
  return `# Objectives

Generated from \`src/software/prometheus/objectives.ts\` by \`npx bev docs\`; a test compares it. Where a target was said
stands as document:line.

## Judged by the burn rate of their errors

Each service of a kind has a budget of its own: the errors that the objective allows in 30 days.
[The runbook](runbooks/slo.md) says when their use alarms.

| objective | what | share | said |
| --- | --- | --- | --- |
${objectives.map(({ slo, what, share, from }) => `| ${slo} | ${what} | ${percent(share)} | ${from ?? "BEV's own"} |`).join("\n")}

## Not judged so

| target | value | said | why, and what sees some of it |
| --- | --- | --- | --- |
${unmeasured.map(({ target, value, from, because }) => `| ${target} | ${value} | ${from} | ${because} |`).join("\n")}
`;
}

function percent(share: number): string {
  return `${String(Number((100 * share).toPrecision(6)))} %`;
}
