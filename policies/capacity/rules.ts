/** The pack `capacity`: what fits on a node. */
import type { Rule } from "../kit/rule.ts";
import { containerHasReservations } from "./container-has-reservations.ts";
import { limitsBoundedOnNode } from "./limits-bounded-on-node.ts";
import { publishedPortFree } from "./published-port-free.ts";
import { reservationsFitNode } from "./reservations-fit-node.ts";

export const capacity: readonly Rule[] = [
  containerHasReservations,
  limitsBoundedOnNode,
  publishedPortFree,
  reservationsFitNode,
];
