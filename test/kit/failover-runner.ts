/** A failover, or its way back, as a process that can be killed: prints the number of each step as it begins. */
import { failbackSteps, failoverToTakeBack } from "../../operations/failover/failback.ts";
import { failoverSteps } from "../../operations/failover/failover.ts";
import { deployReplica, oracle1, pair, passwords } from "./failover-scene.ts";

const [verb] = process.argv.slice(2);
const steps =
  verb === "failover"
    ? failoverSteps(pair, { verifiers: passwords, isOff: false, onNote: () => undefined })
    : await failbackSteps(pair, {
        failover: await failoverToTakeBack(pair),
        removeReplica: () => oracle1.remove(),
        deployReplica,
      });
for (const [index, { work }] of steps.entries()) {
  console.log(index);
  await work(() => undefined);
}
