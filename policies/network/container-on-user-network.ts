/** Refuses a container on a network that its stack does not declare. */
import { joinFindings } from "../../src/rules/networks.ts";
import { containerRule } from "../kit/rule.ts";

/** By `networksAdvanced`, which takes the container off the default bridge when it joins the others. */
export const containerOnUserNetwork = containerRule(
  {
    name: "container-on-user-network",
    description:
      "A container joins networks that a stack declares and none of Docker's own, because on the default bridge every container reaches every other one.",
    severity: "high",
    tags: ["network", "cis-5.30"],
    fix: "join the network of the service's trust zone",
  },
  (container) => joinFindings(container),
);
