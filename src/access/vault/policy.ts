/** Writes Vault policies in HCL. */
import type { Grant } from "../../catalog/vault.ts";

/** The text of a policy, in HCL. */
export function policyText(grants: readonly Grant[]): string {
  return grants
    .map(({ path, capabilities, narrowed = [] }) => {
      const list = capabilities.map((one) => JSON.stringify(one)).join(", ");
      const lines = [`capabilities = [${list}]`, ...narrowed];
      return `path ${JSON.stringify(path)} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
    })
    .join("\n");
}
