/** A service that stores data. */
import * as pulumi from "@pulumi/pulumi";
import { formatFaults } from "../lib/faults.ts";
import type { Fault } from "../lib/faults.ts";
import type { Service } from "../catalog/resolve.ts";
import { isStateful } from "../rules/services.ts";
import { DeployedService } from "./service.ts";
import type { DeployedServiceArgs } from "./service.ts";

/** A database that is killed sooner may have to recover at its next start. */
const MINIMUM_GRACE = 60;

/**
 * A store of data. Invariant: what it holds outlives its container, it gets time to write it down,
 * and nobody comes in without a secret of its own.
 */
export class Database extends DeployedService {
  static override readonly type = "bev:database:Database";

  constructor(name: string, args: DeployedServiceArgs, opts: pulumi.ComponentResourceOptions) {
    const faults = databaseFaults(args.service);
    if (faults.length > 0) throw new pulumi.RunError(formatFaults(faults));
    super(name, args, opts, Database.type);
  }
}

function databaseFaults(service: Service): Fault[] {
  const { node, name, family, graceSeconds, secrets } = service;
  const fault = (field: string, problem: string): Fault => ({
    path: `${node}/${name}/${field}`,
    problem,
    fix: `set it in src/catalog/${family}.ts`,
  });
  return [
    ...(isStateful(service) ? [] : [fault("volumes", "must have one that is backed up, has none")]),
    ...(secrets.some(({ from }) => from === undefined)
      ? []
      : [fault("secrets", "must have one of its own, has none")]),
    ...(graceSeconds >= MINIMUM_GRACE
      ? []
      : [
          fault(
            "graceSeconds",
            `must be ${String(MINIMUM_GRACE)} or more, got ${String(graceSeconds)}`,
          ),
        ]),
  ];
}
