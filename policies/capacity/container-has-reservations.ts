/** Refuses a container that reserves no memory or processor time, or more than its limits. */
import { reservationFindings } from "../../src/rules/capacity.ts";
import { containerRule } from "../kit/rule.ts";

export const containerHasReservations = containerRule(
  {
    name: "container-has-reservations",
    description:
      "Every container reserves memory and processor time, at most up to its limits, because without a reservation it takes part in no sum.",
    severity: "high",
    tags: ["capacity"],
    fix: "set memoryReservation and cpuShares, as src/container/arguments.ts does",
  },
  (container) => reservationFindings(container),
);
