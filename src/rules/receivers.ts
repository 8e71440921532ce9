/** Receivers of alerts are those of the stack that has Alertmanager: on another, nobody would be told. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";

export function receiverFaults(
  { stack, names }: { stack: string; names: readonly string[] },
  managers: readonly { name: string; node: string }[],
): Fault[] {
  if (names.length === 0 || managers.some(({ node }) => node === stack)) return [];
  const [manager] = managers;
  const where = manager ? `the stack file of ${manager.node}, which has ${manager.name}` : "none";
  return [
    {
      path: "bev:alerts",
      problem: `must be in ${where}, got ${shown(names.join(", "))} for ${stack}`,
      fix: `move it, or run pulumi config rm bev:alerts --stack ${stack}`,
    },
  ];
}
