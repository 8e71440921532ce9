/** Where the mounts of a container lie: each at a place of its own, and none where nothing can be made. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import { HANDOVER_PATH, SECRETS_PATH } from "../lib/names.ts";
import { cleanPath, ENGINE_FILES } from "./engine-values.ts";

interface Mounting {
  name: string;
  node: string;
  family: string;
  volumes: readonly { path: string }[];
  secrets: readonly unknown[];
  config?: { path: string };
  hostRoot?: string;
  engineSocket?: string;
  vault?: unknown;
  image: { writable: Readonly<Record<string, number>> };
}

interface Place {
  /** Absent: the Engine's own. */
  at?: string;
  path: string;
  readOnly: boolean;
}

export function placeFaults(services: readonly Mounting[]): Fault[] {
  return services.flatMap((service) => {
    const places = placesOf(service);
    return places.flatMap((place, index) => {
      const problem = problemOf(place, places.slice(0, index), places);
      if (problem === undefined) return [];
      const { at, blamed } = problem;
      return [
        {
          path: `${service.node}/${service.name}/${at}`,
          problem: blamed,
          fix: `set it in src/catalog/${at === "image/writable" ? "images" : service.family}.ts`,
        },
      ];
    });
  });
}

function placesOf(service: Mounting): Place[] {
  const { volumes, secrets, config, hostRoot, engineSocket, vault, image } = service;
  return [
    ...ENGINE_FILES.map((path) => ({ path, readOnly: false })),
    ...(secrets.length > 0 ? [{ at: "secrets", path: SECRETS_PATH, readOnly: true }] : []),
    ...(vault === undefined ? [] : [{ at: "vault", path: HANDOVER_PATH, readOnly: true }]),
    ...Object.keys(image.writable).map((path) => ({ at: "image/writable", path, readOnly: false })),
    ...volumes.map(({ path }, index) => ({
      ...{ at: `volumes/${String(index)}/path`, path, readOnly: false },
    })),
    ...(config ? [{ at: "config/path", path: config.path, readOnly: true }] : []),
    ...(hostRoot === undefined ? [] : [{ at: "hostRoot", path: hostRoot, readOnly: true }]),
    ...(engineSocket === undefined
      ? []
      : [{ at: "engineSocket", path: engineSocket, readOnly: true }]),
  ];
}

function problemOf(
  place: Place,
  before: readonly Place[],
  all: readonly Place[],
): { at: string; blamed: string } | undefined {
  const path = realPath(place.path);
  const same = before.find((one) => realPath(one.path) === path);
  if (same) {
    const at = place.at ?? same.at ?? "";
    const other = same.at === undefined ? "the Engine's own" : `${same.at} too`;
    return { at, blamed: `must be a place of its own, ${shown(place.path)} is of ${other}` };
  }
  const above = all.find((one) => one.readOnly && path.startsWith(`${realPath(one.path)}/`));
  if (!above) return undefined;
  // Nobody can move what the Engine puts there itself.
  const at = place.at ?? above.at ?? "";
  const blamed =
    place.at === undefined
      ? `must not be above ${place.path}, which the Engine makes itself, got ${shown(above.path)}`
      : `must not be below ${above.path}, which is read-only, got ${shown(place.path)}`;
  return { at, blamed };
}

/** In nearly all images one is a link to the other. */
function realPath(path: string): string {
  return cleanPath(path).replace(/^\/var\/run(?=\/|$)/, "/run");
}
