/** Metrics that say yes or no: 1 and 0. */
import type { Behaviour, Series } from "../behaviour.ts";

/** Another value is neither. */
export function flag(
  metric: string,
  well: 0 | 1,
  labels: Series["labels"] = {},
): Pick<Behaviour, "series" | "silent"> {
  const series = { metric, labels, well, ill: 1 - well };
  return {
    series: [series],
    silent: {
      "a value below both": [{ ...series, ill: -1 }],
      "a value above both": [{ ...series, ill: 2 }],
    },
  };
}
