/** STARLORD: development and staging, on demand; production depends on nothing here. */
import type { DeploymentSite } from "../components/site.ts";
import { Deployment } from "./deployment.ts";

export function starlord(site: DeploymentSite): void {
  new Deployment(site).rest();
}
