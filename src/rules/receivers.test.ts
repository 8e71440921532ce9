/** On which stack receivers of alerts may be set. */
import { expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { receiverFaults } from "./receivers.ts";

const managers = [{ name: "alertmanager", node: "oracle1" }];

it("takes receivers where Alertmanager is, and none anywhere", () => {
  expect(receiverFaults({ stack: "oracle1", names: ["ops"] }, managers)).toEqual([]);
  expect(receiverFaults({ stack: "thanos", names: [] }, managers)).toEqual([]);
});

it("refuses them elsewhere, and says where they belong", () => {
  const names = ["ops", "mail"];
  expect(formatFaults(receiverFaults({ stack: "thanos", names }, managers))).toBe(
    'bev:alerts: must be in the stack file of oracle1, which has alertmanager, got "ops, mail" for thanos; ' +
      "move it, or run pulumi config rm bev:alerts --stack thanos",
  );
  expect(formatFaults(receiverFaults({ stack: "thanos", names: ["ops"] }, []))).toMatch(
    /^bev:alerts: must be in none, /,
  );
});
