/** Faults of a container's inputs that their types cannot express. Values may be unknown. */
import { mustBeNamed } from "../kit/schema.ts";
import type { Failure } from "../kit/schema.ts";
import { isObject, isZero, UNKNOWN } from "../kit/values.ts";
import type { Properties, Value } from "../kit/values.ts";
import { nanoseconds } from "./container-create.ts";

export function containerFaults(inputs: Properties): Failure[] {
  return [
    ...mustBeNamed(inputs),
    ...gpuFaults(inputs["gpus"]),
    ...portFaults(inputs["ports"]),
    ...durationFaults(inputs["healthcheck"]),
  ];
}

function gpuFaults(gpus: Value | undefined): Failure[] {
  if (typeof gpus !== "string" || ["", "all", UNKNOWN].includes(gpus)) return [];
  const reason = `only "all" is implemented by this stand-in, got "${gpus}"`;
  return [{ property: "gpus", reason }];
}

/** The published provider lets the Engine choose a port; then its number must not count as drift. */
function portFaults(ports: Value | undefined): Failure[] {
  if (!Array.isArray(ports)) return [];
  const reason = "this stand-in lets the Engine choose no port; set it";
  return ports.flatMap((port, index) =>
    isObject(port) && isZero(port["external"])
      ? [{ property: `ports[${String(index)}].external`, reason }]
      : [],
  );
}

function durationFaults(healthcheck: Value | undefined): Failure[] {
  if (!isObject(healthcheck)) return [];
  return ["interval", "timeout", "startPeriod"].flatMap((name) => {
    const given = healthcheck[name];
    if (typeof given !== "string" || given === UNKNOWN) return [];
    if (nanoseconds(given) !== undefined) return [];
    const reason = `expected a duration such as "1m30s", got "${given}"`;
    return [{ property: `healthcheck.${name}`, reason }];
  });
}
