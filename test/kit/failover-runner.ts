/** A failover, or its way back, as a process that can be killed: prints the number of each step as it begins. */
import { failbackSteps } from "../../operations/failover/failback.ts";
import { failoverSteps } from "../../operations/failover/failover.ts";
import { pair, promotion, wayBack } from "./failover-scene.ts";

const [verb] = process.argv.slice(2);
const steps =
  verb === "failover" ? failoverSteps(pair, promotion) : await failbackSteps(pair, await wayBack());
for (const [index, { work }] of steps.entries()) {
  console.log(index);
  await work(() => undefined);
}
