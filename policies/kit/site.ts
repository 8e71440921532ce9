/**
 * What policies hold true of the machines. It is written down here a second time on purpose: a change
 * of `Pulumi.<node>.yaml` alone moves nothing to another machine. A stage hands its own to the packs.
 */
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema.js";
import type { Amounts } from "../../src/rules/capacity.ts";
import type { Resource } from "./rule.ts";

export interface Machine {
  /** Docker Engine, as the docker provider names it. */
  host: string;
  /** Ports may be bound there. */
  address: string;
  architecture: string;
  /** MiB, cores, and units of one GB of VRAM. */
  capacity: Amounts;
  /** Where rendered configuration lies. Absent: where production has it. */
  dataRoot?: string;
}

/** By stack: the three nodes, and the edge regions that are in use. */
export type Site = Readonly<Record<string, Machine>>;

export const productionSite: Site = {
  oracle1: {
    host: "ssh://oracle1",
    address: "100.96.197.84",
    architecture: "arm64",
    capacity: { memory: 22_528, cpu: 4, gpu: 0 },
  },
  thanos: {
    host: "ssh://thanos",
    address: "100.122.12.53",
    architecture: "amd64",
    capacity: { memory: 63_488, cpu: 24, gpu: 10 },
  },
  starlord: {
    host: "ssh://starlord",
    address: "100.122.12.54",
    architecture: "amd64",
    capacity: { memory: 8192, cpu: 6, gpu: 0 },
  },
};

/**
 * The node whose Docker Engine runs a resource: by the host of its provider, never by the stack that
 * declares it. Where several share one Engine, as in a stage, it is the stack's own.
 * @returns undefined when no machine of the site has that Engine, or no provider is given
 */
export function engineNode(site: Site, { stack, provider }: Resource): string | undefined {
  const host = provider?.inputs["host"];
  const nodes = Object.keys(site).filter((node) => site[node]?.host === host);
  return nodes.includes(stack) ? stack : nodes[0];
}

/** Where production has its rendered configuration. */
const DATA_ROOT = "/var/lib/bev";

/** The machine whose Docker Engine runs a resource; undefined as for its node. */
export function engineMachine(site: Site, resource: Resource): Machine | undefined {
  return site[engineNode(site, resource) ?? ""];
}

/** Where the rendered configuration of a container's node lies. */
export function dataRootOf(site: Site, resource: Resource): string {
  return engineMachine(site, resource)?.dataRoot ?? DATA_ROOT;
}

const text: PolicyConfigJSONSchema = { type: "string", minLength: 1 };
const amount: PolicyConfigJSONSchema = { type: "number", minimum: 0 };

function strict(
  required: Record<string, PolicyConfigJSONSchema>,
  optional: Record<string, PolicyConfigJSONSchema> = {},
): PolicyConfigJSONSchema {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

export const siteSchema: PolicyConfigJSONSchema = {
  type: "object",
  additionalProperties: strict(
    {
      host: text,
      address: text,
      architecture: text,
      capacity: strict({ memory: amount, cpu: amount, gpu: amount }),
    },
    { dataRoot: text },
  ),
};
