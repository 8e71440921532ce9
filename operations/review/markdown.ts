/** A review as Markdown: what must not be missed first, and never longer than a comment may be. */
import { formatMemory } from "../../src/lib/units.ts";
import type { Access } from "../../src/rules/access.ts";
import type { Identity, Interruption } from "../../src/rules/interruption.ts";
import type { CapacityChange } from "./capacity.ts";
import type { ContractChange } from "./contract.ts";
import { plainOrCode } from "./describe.ts";
import type { FileDiff } from "./files.ts";
import type { Item, NodeReview } from "./review.ts";
import { cell, code, fenced, htmlCode, whole } from "./text.ts";
import type { Waiver } from "../../policies/kit/waivers.ts";
import type { Violation } from "../update/violations.ts";

export interface Review {
  mode: "live" | "stateless";
  /** The git reference that the change is compared with, as it was given. */
  base: string;
  nodes: NodeReview[];
  /** URNs of what a provider changes at every preview, even of the base against itself. */
  restless: readonly string[];
  waivers: readonly Waiver[];
}

/** What a comment on a pull request may hold, with some room. */
export const LIMIT = 60_000;

/** A part of the report. What has a low rank is left out last. */
interface Block {
  rank: number;
  lines: string[];
  /** Behind a click: what is seen of it, in HTML. */
  folded?: string;
}

const MODES = {
  live: "planned against what its nodes' backend says is deployed",
  stateless: "planned against what the base would leave on its nodes, no backend was asked",
};

export function reviewMarkdown(review: Review, limit = LIMIT): string {
  const { mode, base, nodes, restless } = review;
  const head = `Mode: ${mode} (the change against ${code(base)}, ${MODES[mode]}).`;
  if (nodes.every(isUnchanged) && restless.length === 0)
    return `${[head, ...unchanged(nodes)].join("\n")}\n`;
  const blocks = [
    { rank: 0, lines: [head, "", ...summary(nodes)] },
    ...restlessBlocks(restless),
    ...nodes.flatMap(nodeBlocks),
    ...waiverBlocks(review.waivers),
  ];
  return fitted(blocks, limit);
}

function isUnchanged(node: NodeReview): boolean {
  const { items, failed, violations, files, contract, access, waits } = node;
  const lists = [...Object.values(items), violations, files, contract ?? [node], waits];
  return (
    !failed &&
    [...lists, access.gained, access.lost].every((list) => list.length === 0) &&
    node.capacity.every(({ of }) => of.before === of.after)
  );
}

function unchanged(nodes: readonly NodeReview[]): string[] {
  return [
    `No resource of ${nodes.map(({ node }) => code(node)).join(", ")} changes, and no rendered file does.`,
    "Access, capacity and contracts stay as they are; no policy is violated.",
  ];
}

function summary(nodes: readonly NodeReview[]): string[] {
  const columns = ["data at risk", "replaced", "deleted", "changed", "created", "stops"];
  const rows = nodes.map(({ node, failed, dataAtRisk, items, interruption }) => {
    const { replaced, deleted, changed, created } = items;
    const lists = [dataAtRisk, replaced, deleted, changed, created, interruption];
    const counts = lists.map(({ length }) => String(length));
    return `| ${[failed ? `${cell(node)} (refused)` : cell(node), ...counts].join(" | ")} |`;
  });
  return [
    `| ${["node", ...columns].join(" | ")} |`,
    `| --- |${" ---: |".repeat(columns.length)}`,
    ...rows,
  ];
}

function nodeBlocks(node: NodeReview): Block[] {
  if (isUnchanged(node)) return [];
  const { items, dataAtRisk, access, violations } = node;
  const parts: Block[] = [
    block(1, "Data at risk", dataAtRisk.map(bullet)),
    block(2, "Refused", node.errors.map(errorLine)),
    block(2, "Policy violations", violations.toSorted(mandatoryFirst).map(violationLine)),
    block(4, "Replaced", itemLines(items.replaced)),
    block(5, "Deleted", itemLines(items.deleted)),
    block(6, "Changed", itemLines(items.changed)),
    block(7, "Created", itemLines(items.created)),
    block(3, "Expected interruption", node.interruption.map(interruptionLine)),
    block(3, "Access gained", accessLines(access.gained)),
    block(3, "Access lost", accessLines(access.lost)),
    block(6, "Capacity", capacityLines(node.capacity)),
    block(3, "Contract with other nodes", contractLines(node.contract)),
    block(2, "Waits for other nodes", node.waits.map(errorLine)),
    ...node.files.map(fileBlock),
  ];
  const filled = parts.filter(({ lines }) => lines.length > 0);
  return [{ rank: 0, lines: ["", `## ${code(node.node)}`] }, ...filled];
}

function block(rank: number, title: string, lines: readonly string[]): Block {
  return { rank, lines: lines.length > 0 ? ["", `### ${title}`, "", ...lines] : [] };
}

function bullet(text: string): string {
  return `- ${text}`;
}

function errorLine(error: string): string {
  return bullet(error.split("\n").map(whole).join("\n  "));
}

function mandatoryFirst(a: Violation, b: Violation): number {
  return Number(b.mandatory) - Number(a.mandatory);
}

function violationLine({ policy, message, mandatory, resource }: Violation): string {
  const level = mandatory ? "**mandatory**" : "advisory";
  const where = resource === undefined ? "" : ` at ${code(resource)}`;
  return bullet(`${level} ${code(policy)}${where}: ${whole(message.replace(/\s+/g, " "))}`);
}

/** One line for each owner: its container first, then what follows from it. */
function itemLines(items: readonly Item[]): string[] {
  const byOwner = Map.groupBy(items, ({ owner }) => owner);
  return [...byOwner]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, owned]) => {
      const texts = owned
        .toSorted((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1))
        .map(({ kind, details }) =>
          details.length > 0 ? `${plainOrCode(kind)} (${details.join("; ")})` : plainOrCode(kind),
        );
      return bullet(`${code(owner)}: ${texts.join(", ")}`);
    });
}

const ORDER = ["container", "volume", "network", "image", "configuration", "secret files"];

function order({ kind }: Item): number {
  const index = ORDER.indexOf(kind);
  return index < 0 ? ORDER.length : index;
}

function interruptionLine({ name, stateful, dependents, node }: Interruption): string {
  const data = stateful ? " (holds data)" : "";
  const felt = dependents.length > 0 ? `, needed by ${namesOf(dependents, node)}` : "";
  return bullet(`${code(name)}${data}${felt}`);
}

function namesOf(services: readonly Identity[], here: string): string {
  return services
    .map(({ name, node }) => code(node === here ? name : `${node}/${name}`))
    .join(", ");
}

/** Rights to the same thing together. */
function accessLines(access: readonly Access[]): string[] {
  const groups = Map.groupBy(access, ({ subject, object }) => JSON.stringify([subject, object]));
  return [...groups.values()].map((group) => {
    const { subject = "", object = "" } = group[0] ?? {};
    return bullet(
      `${code(subject)}: ${code(object)} (${group.map(({ right }) => code(right)).join(", ")})`,
    );
  });
}

function capacityLines(capacity: readonly CapacityChange[]): string[] {
  const isSame = capacity.every(
    ({ resource, before, after, of }) =>
      amount(resource, before) === amount(resource, after) && of.before === of.after,
  );
  if (isSame) return [];
  const rows = capacity.map(({ resource, before, after, of }) => {
    const cells = [resource, share(resource, before, of.before), share(resource, after, of.after)];
    return `| ${cells.join(" | ")} |`;
  });
  return ["| reserved | before | after |", "| --- | ---: | ---: |", ...rows];
}

function share(resource: CapacityChange["resource"], reserved: number, capacity: number): string {
  const percent = capacity > 0 ? ` (${String(Math.round((reserved / capacity) * 100))} %)` : "";
  return `${amount(resource, reserved)} of ${amount(resource, capacity)}${percent}`;
}

function amount(resource: CapacityChange["resource"], value: number): string {
  if (resource === "memory") return formatMemory(value);
  return resource === "cpu" ? `${value.toFixed(1)} cores` : String(Math.round(value * 100) / 100);
}

function contractLines(changes: readonly ContractChange[] | undefined): string[] {
  if (!changes) return [bullet("cannot be known before the update")];
  return changes.map(({ what, before, after, consumers }) => {
    const value = (text?: string): string => (text === undefined ? "absent" : code(text));
    const moved = `${value(before)} → ${value(after)}`;
    const felt =
      consumers.length > 0 ? `felt by ${namesOf(consumers, "")}` : "used by no other node";
    return bullet(`${code(what)}: ${moved}, ${felt}`);
  });
}

function fileBlock({ file, diff }: FileDiff): Block {
  const summary = `Rendered file ${htmlCode(file)}`;
  return { rank: 8, folded: summary, lines: fenced("diff", diff.trimEnd()) };
}

function restlessBlocks(restless: readonly string[]): Block[] {
  const title = `The base itself changes these at every preview (${String(restless.length)})`;
  return restless.length > 0
    ? [{ rank: 2, folded: title, lines: restless.map(code).map(bullet) }]
    : [];
}

function waiverBlocks(waivers: readonly Waiver[]): Block[] {
  const lines = waivers.map(({ service, rule, reason, owner, expires }) =>
    bullet(
      `${code(service)} from ${code(rule)} until ${code(expires)}: ${whole(reason)} (${code(owner)})`,
    ),
  );
  if (lines.length === 0) return [];
  return [{ rank: 7, folded: `Active waivers (${String(lines.length)})`, lines }];
}

/** Room for the line that says what was left out. */
const NOTICE = 200;

/** The blocks in their order; those of the highest ranks lose what does not fit, and it is counted. */
function fitted(blocks: readonly Block[], limit: number): string {
  const room = limit - NOTICE;
  const texts = new Map<Block, string>();
  let used = 0;
  let left = 0;
  for (const one of blocks.toSorted((a, b) => a.rank - b.rank)) {
    const { text, omitted } = cut(one, room - used);
    texts.set(one, text);
    used += text.length;
    left += omitted;
  }
  const notice =
    left > 0
      ? `\n${String(left)} lines were left out: the report may have ${String(limit)} characters.\n`
      : "";
  return blocks.map((one) => texts.get(one) ?? "").join("") + notice;
}

/** Whole lines of a block, as many as fit; a folded one is shown whole or not at all. */
function cut(one: Block, room: number): { text: string; omitted: number } {
  const whole = blockText(one, one.lines);
  if (whole.length <= room) return { text: whole, omitted: 0 };
  if (one.folded !== undefined) return { text: "", omitted: one.lines.length };
  let count = 0;
  let length = 0;
  for (const line of one.lines) {
    if (length + line.length + 1 > room) break;
    length += line.length + 1;
    count++;
  }
  return { text: blockText(one, one.lines.slice(0, count)), omitted: one.lines.length - count };
}

function blockText({ folded }: Block, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const text = `${lines.join("\n")}\n`;
  if (folded === undefined) return text;
  return `\n<details><summary>${folded}</summary>\n\n${text}\n</details>\n`;
}
