/** The state of a node whose machine is gone. */
import { COMMAND } from "../../src/lib/resources.ts";
import { without } from "./forget.ts";
import type { StateDocument, StateResource } from "./state-document.ts";

/** Commands of these leave what they make in the state, or in Vault; those of all others, on the node's Engine. */
const KEPT_ELSEWHERE = /bev:(node:Certificates|secrets:VaultServer)\$/;

/**
 * The same state without what was on the node's Engine: a refresh would find that containers are gone, but not that
 * files and data objects went with them. Undefined where the state has nothing of it.
 */
export function withoutEngine(deployment: StateDocument): StateDocument | undefined {
  return without(deployment, wasOnEngine);
}

function wasOnEngine({ type, urn }: StateResource): boolean {
  return type.startsWith("docker:index/") || (type === COMMAND && !KEPT_ELSEWHERE.test(urn));
}
