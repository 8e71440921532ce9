/** What a stack's configuration may say. `Pulumi.yaml` describes the same keys for Pulumi itself. */
import { z } from "zod";
import { isNode } from "../../catalog/nodes.ts";
import { isEdgeStack } from "../../catalog/regions.ts";
import type { StackName } from "../../catalog/types.ts";
import { receiversSchema } from "../../catalog/receivers.ts";
import { isDockerHost, isNodeAddress, isRegistry } from "../../rules/addresses.ts";

const address = z
  .string()
  .refine(isNodeAddress, "an IPv4 address of the node itself, such as 100.122.12.53");

function isStack(name: string): name is StackName {
  return isNode(name) || isEdgeStack(name);
}

const amount = z.number().positive("a number above 0");

const services = z.record(
  z.string(),
  z.strictObject({ enabled: z.boolean().optional(), replicas: z.number().optional() }),
);

export const configSchema = z.strictObject({
  environment: z.enum(["production", "lab"]).default("production"),
  registry: z
    .string()
    .refine(isRegistry, "a registry in lower case, such as registry.example.org:5000/team"),
  node: z.strictObject({
    host: z
      .string()
      .refine(isDockerHost, "ssh://[user@]host[:port], unix:///path or tcp://host:port"),
    address,
    architecture: z.enum(["amd64", "arm64"]),
    capacity: z.strictObject({
      memoryMebibytes: amount,
      cores: amount,
      gpuUnits: z.number().min(0, "a number of 0 or more"),
    }),
    machine: z
      .strictObject({
        cores: amount,
        gpus: z.number().min(0, "a number of 0 or more"),
        checkSeconds: amount.optional(),
        engineSocket: z
          .string()
          .regex(/^\/[\w./-]+$/, "an absolute path on the machine, such as /var/run/docker.sock")
          .optional(),
      })
      .optional(),
  }),
  services: services.default({}),
  secrets: z
    .record(z.string(), z.int("a whole number of 1 or more").min(1, "a whole number of 1 or more"))
    .default({}),
  alerts: receiversSchema.default({}),
  imageLock: z.string().default("images.lock.json"),
  dataRoot: z
    .string()
    .regex(/^\/[\w./-]+$/, "an absolute path on the node, such as /var/lib/bev")
    .default("/var/lib/bev"),
  prefix: z
    .string()
    .regex(/^[a-z][a-z0-9_]*_$/, "lower case letters, digits and _, ending in _")
    .default("bev_"),
  peers: z.record(z.string(), address).default({}),
  elsewhere: z.record(z.string(), services).default({}),
  tailnet: z
    .strictObject({
      domain: z
        .string()
        .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "the tailnet's DNS name, such as tail1a2b3.ts.net")
        .optional(),
      operators: z.array(z.email("an e-mail address")).default([]),
      authKeys: z.boolean().default(false),
      isolated: z.array(z.string().refine(isStack, "a stack, such as thanos")).default([]),
    })
    .prefault({}),
  vault: z
    .strictObject({
      enabled: z.boolean().default(true),
      shares: z.string().default("~/.local/share/bev/vault"),
      pgpKeys: z
        .array(z.string())
        .refine(({ length }) => [0, 5].includes(length), "five files, one for each share, or none")
        .default([]),
    })
    .prefault({}),
});

export type StackConfig = z.infer<typeof configSchema>;
export type ConfigKey = keyof StackConfig;

/** Keys whose value is an object, so that one member is set with `--path`. */
export const objectKeys: readonly ConfigKey[] = [
  ...(["node", "services", "secrets", "alerts", "peers", "elsewhere", "tailnet", "vault"] as const),
];
