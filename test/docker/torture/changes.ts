/**
 * Changes of the program that an update has to carry out. What a round's program looks like follows
 * from seed and round alone: the unchanged program, with the changes of that round. From one round to
 * the next the former changes are therefore undone and new ones done.
 */
import type { Random } from "./random.ts";

export interface Edit {
  file: string;
  from: string;
  to: string;
}

export interface Change {
  /** For people. */
  what: string;
  edits: Edit[];
  /** Services that are switched off. */
  disabled: string[];
}

/** Ten small services of one node: seven real ones, and three doubles. */
export const STACK = "oracle1";
export const SERVICES = [
  ...["redis", "haproxy", "nginx", "tor", "prometheus", "alertmanager", "node-exporter"],
  ...["proxy-manager", "metrics-collector", "alert-system"],
];

const CONFIGURED = ["redis", "haproxy", "nginx", "tor", "prometheus", "alertmanager"];

/** In these groups nothing is left on that needs what is off. */
const DISABLED = [
  ...SERVICES.filter((name) => name !== "nginx").map((name) => [name]),
  ["haproxy", "nginx"],
  ["prometheus", "alertmanager", "node-exporter"],
  ["redis", "proxy-manager"],
];

/**
 * Each check comes after three seconds instead of ten, so that a series fits its time, and may take thirty
 * instead of five, so that a machine with much to do is not taken for a broken service. Nothing else of
 * the program differs from the repository's.
 */
export const STAGE_EDITS: Edit[] = [
  {
    file: "src/render/container.ts",
    from: "const CHECK = { interval: 10, timeout: 5,",
    to: "const CHECK = { interval: 3, timeout: 30,",
  },
];

type Draw = (random: Random, mark: string) => Change;

const KINDS: Draw[] = [
  function logOption(random) {
    const size = `${String(random.integer(11, 99))}m`;
    return edit(`log size ${size} everywhere`, {
      file: "src/render/container.ts",
      from: '"max-size": "10m"',
      to: `"max-size": "${size}"`,
    });
  },
  function label(random, mark) {
    const chosen = random.some(SERVICES, random.integer(1, 3));
    return edit(`a label on ${chosen.join(", ")}`, {
      file: "src/render/container.ts",
      from: '"bev.stack": site.stack,',
      to: `"bev.stack": site.stack, ${onlyFor(chosen, `{ "bev.torture": "${mark}" }`)},`,
    });
  },
  function variable(random, mark) {
    const chosen = random.some(SERVICES, random.integer(1, 4));
    return edit(`a variable of ${chosen.join(", ")}`, {
      file: "src/render/container.ts",
      from: "envs: environment(service, plan),",
      to: `envs: [...environment(service, plan), ${onlyFor(chosen, `["BEV_TORTURE=${mark}"]`, "[]")}].sort(),`,
    });
  },
  function memory(random) {
    const chosen = random.some(SERVICES, random.integer(1, 4));
    const more = random.integer(1, 64);
    const amount = (from: string): Edit => ({
      file: "src/render/container.ts",
      from,
      to: `${from.slice(0, -1)} + (${JSON.stringify(chosen)}.includes(service.name) ? ${String(more)} : 0),`,
    });
    return edit(
      `${String(more)} MiB more for ${chosen.join(", ")}`,
      amount("memory: service.resources.memory,"),
      amount("memorySwap: service.resources.memory,"),
    );
  },
  function configFile(random, mark) {
    const chosen = random.some(CONFIGURED, random.integer(1, 4));
    const call = "renderConfig({ service, site, ...site, endpoint })";
    return edit(`a line in the configuration of ${chosen.join(", ")}`, {
      file: "src/render/service.ts",
      from: call,
      to: `${call}.map((file) => ${JSON.stringify(chosen)}.includes(service.name) ? { ...file, content: file.content + "# ${mark}\\n" } : file)`,
    });
  },
  function secretFile(_random, mark) {
    const template = "requirepass {secret}\\n";
    return edit("a line in the secret file of Redis", {
      file: "src/catalog/database.ts",
      from: `"${template}"`,
      to: `"# ${mark}\\n${template}"`,
    });
  },
  function image(random) {
    const [from, name] = random.pick([
      ['tag: "8.0-bookworm"', "redis"],
      ['tag: "3.0-bookworm"', "haproxy"],
      ['tag: "1.26-bookworm"', "nginx"],
    ] as const);
    return edit(`another image for ${name}`, {
      file: "src/catalog/images.ts",
      from,
      to: from.replace(/"$/, '-b"'),
    });
  },
  disable,
  disable,
];

/** One or two changes; `mark` makes them differ from those of other rounds. */
export function drawChange(random: Random, mark: string): Change {
  const chosen = random.some(KINDS, random.integer(1, 2)).map((draw) => draw(random, mark));
  return {
    what: chosen.map(({ what }) => what).join("; "),
    edits: chosen.flatMap(({ edits }) => edits),
    disabled: [...new Set(chosen.flatMap(({ disabled }) => disabled))],
  };
}

export const NO_CHANGE: Change = { what: "nothing", edits: [], disabled: [] };

function disable(random: Random): Change {
  const disabled = random.pick(DISABLED);
  return { what: `without ${disabled.join(", ")}`, edits: [], disabled };
}

function edit(what: string, ...edits: Edit[]): Change {
  return { what, edits, disabled: [] };
}

function onlyFor(chosen: readonly string[], value: string, otherwise = "{}"): string {
  return `...(${JSON.stringify(chosen)}.includes(service.name) ? ${value} : ${otherwise})`;
}
