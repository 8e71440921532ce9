/**
 * Changes that an update has to carry out. What a round deploys follows from seed, round and services
 * alone: the catalogue, with the changes of that round. From one round to the next the former changes are
 * therefore undone and new ones done.
 */
import { images } from "../../../src/catalog/images.ts";
import { catalog } from "../../../src/catalog/index.ts";
import { resolveService } from "../../../src/catalog/resolve.ts";
import type { Family } from "../../../src/catalog/families.ts";
import type { ServiceSpec } from "../../../src/catalog/types.ts";
import { combined } from "../../kit/changes.ts";
import type { Changes } from "../../kit/changes.ts";
import type { Random } from "./random.ts";

export interface Change {
  /** For people. */
  what: string;
  changes: Changes;
  /** Services that are switched off. */
  disabled: string[];
}

export const STACK = "oracle1";

/** Ten small services of one node: seven real ones, and three doubles. */
export const TEN_SERVICES = [
  ...["redis", "haproxy", "nginx", "tor", "prometheus", "alertmanager", "node-exporter"],
  ...["proxy-manager", "metrics-collector", "alert-system"],
];

/**
 * The fewest that have all that an update can be killed at: secrets, a volume, delivered files, a service
 * behind a proxy, a double.
 */
export const FOUR_SERVICES = ["redis", "haproxy", "nginx", "alert-system"];

const CONFIGURED = ["redis", "haproxy", "nginx", "tor", "prometheus", "alertmanager"];

/** In these groups nothing is left on that needs what is off. */
const DISABLED = [
  ...TEN_SERVICES.filter((name) => name !== "nginx").map((name) => [name]),
  ["haproxy", "nginx"],
  ["prometheus", "alertmanager", "node-exporter"],
  ["redis", "proxy-manager"],
];

/** Families of the same zone that may run on the node: a container of the other one has another label. */
const OTHER_FAMILY: Partial<Record<Family, Family>> = {
  monitoring: "recovery",
  network: "edge",
};

/**
 * Each check comes after three seconds instead of ten, so that a series fits its time, and may take thirty
 * instead of five, so that a slow machine is not taken for a broken service.
 */
const STAGE: Changes = { defaults: { healthCheck: { interval: 3, timeout: 30 } } };

export const NO_CHANGE: Change = { what: "nothing", changes: STAGE, disabled: [] };

interface Draw {
  random: Random;
  services: readonly string[];
  /** Makes a value differ from that of other rounds. */
  mark: string;
}

const KINDS: ((draw: Draw) => Change)[] = [
  function logOption({ random }) {
    const size = `${String(random.integer(11, 99))}m`;
    return change(`log size ${size} everywhere`, {
      defaults: { containerLog: { "max-size": size } },
    });
  },
  function label({ random, services }) {
    const others = catalog.filter(({ family }) => OTHER_FAMILY[family]).map(({ name }) => name);
    const able = services.filter((name) => others.includes(name));
    const chosen = random.some(able, random.integer(1, 3));
    return change(
      `another label of ${chosen.join(", ")}`,
      rows(chosen, ({ family }) => ({ family: OTHER_FAMILY[family] })),
    );
  },
  function variable({ random, services, mark }) {
    const chosen = random.some(services, random.integer(1, 4));
    return change(
      `a variable of ${chosen.join(", ")}`,
      rows(chosen, () => ({ env: { BEV_TORTURE: mark } })),
    );
  },
  function memory({ random, services }) {
    const chosen = random.some(services, random.integer(1, 4));
    const more = random.integer(1, 64);
    return change(
      `${String(more)} MiB more for ${chosen.join(", ")}`,
      rows(chosen, (row) => {
        const { cpu, memory } = resolveService(row).resources;
        return { resources: { cpu, memory: memory + more } };
      }),
    );
  },
  function configFile({ random, services, mark }) {
    const configured = CONFIGURED.filter((name) => services.includes(name));
    const chosen = random.some(configured, random.integer(1, 4));
    return change(`a line in the configuration of ${chosen.join(", ")}`, {
      lastLines: Object.fromEntries(chosen.map((name) => [name, `# ${mark}`])),
    });
  },
  function secretFile({ mark }) {
    return change(
      "a line in the secret file of Redis",
      rows(["redis"], ({ secrets = [] }) => ({
        secrets: secrets.map((one) => ({ ...one, template: `# ${mark}\n${one.template ?? ""}` })),
      })),
    );
  },
  function image({ random }) {
    const name = random.pick(["redis", "haproxy", "nginx"] as const);
    return change(`another image for ${name}`, {
      images: { [name]: { tag: `${images[name].tag}-b` } },
    });
  },
  disable,
  disable,
];

/** One or two changes of some of these services. */
export function drawChange(draw: Draw): Change {
  const { random } = draw;
  const chosen = random.some(KINDS, random.integer(1, 2)).map((kind) => kind(draw));
  return {
    what: chosen.map(({ what }) => what).join("; "),
    changes: combined(STAGE, ...chosen.map(({ changes }) => changes)),
    disabled: [...new Set(chosen.flatMap(({ disabled }) => disabled))],
  };
}

function disable({ random, services }: Draw): Change {
  const disabled = random.pick(
    DISABLED.filter((group) => group.every((name) => services.includes(name))),
  );
  return { what: `without ${disabled.join(", ")}`, changes: {}, disabled };
}

function change(what: string, changes: Changes): Change {
  return { what, changes, disabled: [] };
}

function rows(names: readonly string[], patch: (row: ServiceSpec) => object): Changes {
  const chosen = catalog.filter(({ name }) => names.includes(name));
  return { rows: Object.fromEntries(chosen.map((row) => [row.name, patch(row)])) };
}
