/** Nodes that are there on demand only: nothing that runs elsewhere may need them. */
import { shown } from "../lib/faults.ts";
import type { ContainerInputs, Finding } from "./container.ts";
import { namesHost } from "./engines.ts";

/** They look at a node without needing it, or tell of it: what does not answer is shown as down. */
const WATCHERS = [
  ...["prometheus", "alertmanager", "grafana"],
  ...["prometheus-thanos", "alertmanager-thanos"],
];

export interface NamedText {
  at: string;
  text: string;
}

/** In what `service` runs with: `names` and addresses of nodes that are there on demand only. */
export function onDemandFindings(
  service: string,
  texts: readonly NamedText[],
  names: readonly string[],
): Finding[] {
  if (WATCHERS.includes(service)) return [];
  return texts.flatMap(({ at, text }) => {
    const found = names.find((name) => namesHost(text, name));
    if (found === undefined) return [];
    return [{ at, problem: `must not name ${shown(found)}, which is there on demand only` }];
  });
}

/** Everything of a container's arguments that its process reads as text. */
export function textsOf(container: ContainerInputs): NamedText[] {
  const { command, entrypoints, envs, healthcheck, hosts, uploads } = container;
  const lists = {
    command,
    entrypoints,
    envs,
    "healthcheck/tests": healthcheck?.tests,
    hosts: hosts?.map(({ host, ip }) => `${host ?? ""} ${ip ?? ""}`),
    uploads: uploads?.map(({ content, contentBase64 }) => content ?? decoded(contentBase64)),
  };
  return Object.entries(lists).flatMap(([at, list]) =>
    (list ?? []).map((text, index) => ({ at: `${at}/${String(index)}`, text })),
  );
}

/** Decodes base64; the names and texts in a tar archive stay readable. */
export function decoded(base64: string | null | undefined): string {
  return Buffer.from(base64 ?? "", "base64").toString("latin1");
}
