/** STARLORD: development and staging, on demand; production depends on nothing here. */
import type { Deployment } from "./deployment.ts";

export function starlord(deployment: Deployment): void {
  deployment.rest();
}
