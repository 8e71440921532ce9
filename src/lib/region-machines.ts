/** Reads `regions.json`: the machines of the edge regions that are in use. `bev edge` writes it. */
import path from "node:path";
import { z } from "zod";
import { formatFault } from "./faults.ts";
import { root } from "./paths.ts";
import { readJsonFile } from "./text-file.ts";
import { UserError } from "./error.ts";

const machineSchema = z.strictObject({
  /** Docker Engine, as the docker provider names it. */
  host: z.string().min(1),
  /** On the tailnet. */
  address: z.ipv4(),
  architecture: z.enum(["amd64", "arm64"]),
  memoryMebibytes: z.number().positive(),
  cores: z.number().positive(),
  /** It is the third vote of failovers, of which there is one. */
  votes: z.literal(true).optional(),
});

const schema = z
  .record(z.string().regex(/^edge-[a-z]+(-[a-z]+)*$/), machineSchema)
  .refine((machines) => Object.values(machines).filter(({ votes }) => votes).length <= 1, {
    error: "one region votes, or none",
  });

export type RegionMachine = z.infer<typeof machineSchema>;
/** By stack. */
export type RegionMachines = Readonly<Partial<Record<string, RegionMachine>>>;

/** The stack of the region that is the third vote. */
export function votingRegion(machines: RegionMachines): string | undefined {
  return Object.keys(machines).find((stack) => machines[stack]?.votes);
}

export const regionsFile = path.join(root, "regions.json");

/** @throws UserError where the file is not as `bev edge` writes it */
export function readRegionMachines(file = regionsFile): RegionMachines {
  const { data, error } = schema.safeParse(readJsonFile(file));
  if (data) return data;
  const [issue] = error.issues;
  const place = [path.basename(file), ...(issue?.path.map(String) ?? [])].join("/");
  throw new UserError(
    formatFault({
      path: place,
      problem: `must be as bev edge enable writes it, is not (${issue?.message ?? "unknown form"})`,
      fix: "restore it with git checkout",
    }),
  );
}
