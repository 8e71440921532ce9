/** The program: picks the node by stack name, builds it, exports what it tells the others. */
import "./start.ts";
import type { StackOutputs } from "./stack/stack.ts";

export default async function program(): Promise<StackOutputs> {
  // Not before the start is done: modules that are imported at the top are compiled before any runs.
  const [pulumi, { loadConfig }, { deployStack }] = await Promise.all([
    import("@pulumi/pulumi"),
    import("./stack/config/load.ts"),
    import("./stack/stack.ts"),
  ]);
  const stack = pulumi.getStack();
  return deployStack(stack, loadConfig(stack));
}
