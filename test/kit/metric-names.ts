/** The metrics that expressions of PromQL are about. */
import { parser } from "@prometheus-io/lezer-promql";

export function metricNames(expr: string): string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ node: { name, from, to, parent } }) => {
      if (name === "Identifier" && parent?.name === "VectorSelector") {
        names.push(expr.slice(from, to));
      }
    },
  });
  return names;
}
