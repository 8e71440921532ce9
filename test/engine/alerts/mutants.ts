/** Faults that a rule may have: each mutant of an alert has one of them. */
import { parser } from "@prometheus-io/lezer-promql";
import { minutesOf } from "./behaviour.ts";
import type { RuleTest } from "./promtool.ts";

type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];
type Kind = "comparator" | "threshold" | "for" | "matcher" | "label" | "operator";

export interface Mutant extends RuleTest {
  kind: Kind;
  /** The rule as it was changed. */
  change: string;
}

/** Another text for a part of an expression. */
interface Edit {
  kind: Kind;
  from: number;
  to: number;
  text: string;
}

const COMPARATORS = ["==", "!=", ">", ">=", "<", "<="];
const MATCHERS: Record<string, string> = { "=": "!=", "!=": "=", "=~": "!~", "!~": "=~" };
const OPERATORS: Record<string, string[]> = {
  sum: ["max", "min"],
  max: ["min", "sum"],
  and: ["or", "unless"],
  unless: ["and", "or"],
  "-": ["+"],
  "/": ["*"],
};

/** In its expression, its time and the expressions that are recorded for it. */
export function mutantsOf(test: RuleTest): Mutant[] {
  const { alert, records = [] } = test;
  const recorded = records.filter(({ record }) => alert.expr.includes(record));
  return [
    ...expressions(alert.expr).map(({ kind, expr }) => ({
      ...{ ...test, kind, change: expr, alert: { ...alert, expr } },
    })),
    ...times(alert.for).map((time) => ({
      ...{ ...test, kind: "for" as const, change: `for ${time}`, alert: { ...alert, for: time } },
    })),
    ...recorded.flatMap((rule) =>
      expressions(rule.expr).map(({ kind, expr }) => ({
        ...{ ...test, kind, change: `${rule.record}: ${expr}` },
        records: records.map((one) => (one === rule ? { ...rule, expr } : one)),
      })),
    ),
  ];
}

function times(time: string): string[] {
  const minutes = minutesOf(time);
  return minutes === 0 ? ["1m"] : ["0s", `${String(2 * minutes)}m`];
}

function expressions(expr: string): { kind: Kind; expr: string }[] {
  return editsOf(expr).map(({ kind, from, to, text }) => ({
    ...{ kind, expr: expr.slice(0, from) + text + expr.slice(to) },
  }));
}

function editsOf(expr: string): Edit[] {
  const edits: Edit[] = [];
  parser.parse(expr).iterate({
    enter: ({ node }) => {
      edits.push(...editsAt(node, expr));
    },
  });
  return edits;
}

function editsAt(node: SyntaxNode, expr: string): Edit[] {
  const { from, to, name, parent } = node;
  const text = expr.slice(from, to);
  const instead = (kind: Kind, others: readonly string[]): Edit[] =>
    others.map((other) => ({ kind, from, to, text: other }));
  switch (name) {
    case "NumberDurationLiteral":
      return isCompared(node, expr) ? instead("threshold", nextTo(Number(text))) : [];
    case "MatchOp":
      return instead("matcher", [MATCHERS[text] ?? ""]);
    case "UnquotedLabelMatcher":
      return [{ kind: "matcher", from, to: to + (expr[to] === "," ? 1 : 0), text: "" }];
    case "GroupingLabels":
      return instead("label", withoutEach(labelsIn(node, expr)));
  }
  if (parent?.name !== "BinaryExpr" && parent?.name !== "AggregateOp") return [];
  if (COMPARATORS.includes(text)) {
    return instead(
      "comparator",
      COMPARATORS.filter((other) => other !== text),
    );
  }
  return instead("operator", OPERATORS[text] ?? []);
}

/** Whether it is one side of a comparison. */
function isCompared({ parent, nextSibling, prevSibling }: SyntaxNode, expr: string): boolean {
  return (
    parent?.name === "BinaryExpr" &&
    [nextSibling, prevSibling].some(
      (one) => one && COMPARATORS.includes(expr.slice(one.from, one.to)),
    )
  );
}

function nextTo(threshold: number): string[] {
  const values = Number.isInteger(threshold)
    ? [threshold - 1, threshold + 1]
    : [threshold * 0.9, threshold * 1.1];
  return values.map((value) => String(Number(value.toPrecision(12))));
}

function labelsIn(node: SyntaxNode, expr: string): string[] {
  return node.getChildren("LabelName").map(({ from, to }) => expr.slice(from, to));
}

function withoutEach(labels: readonly string[]): string[] {
  return labels.map((label) => `(${labels.filter((other) => other !== label).join(", ")})`);
}
