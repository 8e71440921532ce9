/** docs/services.md: the whole catalogue as one page. */
import { catalog } from "../../src/catalog/index.ts";
import { sharing } from "../../src/catalog/check.ts";
import { isNode, nodes, stackNames } from "../../src/catalog/nodes.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import type { StackName } from "../../src/catalog/types.ts";
import { reservationOf } from "../../src/rules/capacity.ts";

const HEAD = ["service", "family", "ports", "CPU", "memory", "GPU", "reserved", "state", "aliases"];

export function servicesPage(): string {
  return `# Services

Generated from \`src/catalog\` by \`npx bev docs\`; a test compares it with the catalogue.

- **CPU**, **memory** and **GPU** are limits: cores, MiB, and units of 1 GB of VRAM. *Estimated*
  figures are the family's: the row gives none.
- **reserved** is what a node sets aside, MiB and cores: the limit x the node's factor.
- **ports** are \`published:inside purpose\`; one number where both are the same.

${stackNames().map(section).join("\n")}`;
}

function section(stack: StackName): string {
  const services = catalog.filter(({ node }) => node === stack).map((row) => resolveService(row));
  const enabled = services.filter((service) => service.enabled).length;
  const rows = services.map((service) => row(service, sharing(stack).factors));
  return `## ${stack}

${String(enabled)} enabled, ${String(services.length - enabled)} disabled.

${table([HEAD, HEAD.map(() => "---"), ...rows])}
${isNode(stack) ? hostLevel(stack) : ""}`;
}

function row(service: Service, factors: { memory: number; cpu: number }): string[] {
  const { resources, estimated, disabled, aliases } = service;
  const reserved = reservationOf(resources, factors);
  return [
    service.name,
    service.family,
    service.ports.map(portText).join(", "),
    String(resources.cpu) + (estimated ? " *estimated*" : ""),
    String(resources.memory),
    resources.gpu === 0 ? "" : String(resources.gpu),
    `${String(reserved.memory)}, ${String(reserved.cpu)}`,
    disabled === undefined ? "enabled" : `disabled: ${disabled}`,
    aliases.join(", "),
  ];
}

function portText({ container, external, purpose }: Service["ports"][number]): string {
  const numbers =
    external === container ? String(container) : `${String(external ?? "-")}:${String(container)}`;
  return `${numbers} ${purpose}`;
}

function hostLevel(stack: NodeName): string {
  const facts = nodes[stack].hostLevel.map(({ name, fact }) => `- **${name}**: ${fact}`);
  return `\nPart of the machine itself:\n\n${facts.join("\n")}\n`;
}

function table(rows: string[][]): string {
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
