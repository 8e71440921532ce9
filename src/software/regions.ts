/** Edge regions as those that route between them are told: from rows and the table of regions. */
import { REGION_ENTRY } from "../catalog/edge.ts";
import { edgeStackOf, isEdgeStack, regionOf, regions } from "../catalog/regions.ts";
import type { EdgeStack } from "../catalog/regions.ts";
import type { Service } from "../catalog/resolve.ts";
import type { ConfigContext, ConfigRenderer, Software } from "./software.ts";

/** One region, as its routers know it. */
export interface RoutedRegion {
  id: string;
  stack: string;
  location: string;
  address: string;
  /** Where it takes requests, `host:port`. */
  entry: string;
  /** By service, then by purpose: `host:port` on the tailnet. */
  endpoints: Record<string, Record<string, string>>;
  /** Answers 200 while the region takes requests. */
  health: string;
}

type Context = Pick<ConfigContext, "others" | "addressOf">;

/** The regions of other stacks that take requests. */
export function routedRegions({ others, addressOf }: Context): RoutedRegion[] {
  const running = others.filter(({ node, enabled }) => enabled && isEdgeStack(node));
  const byStack = Map.groupBy(running, ({ node }) => node as EdgeStack);
  return [...byStack].flatMap(([stack, services]): RoutedRegion[] => {
    const address = addressOf(stack);
    const endpoints = Object.fromEntries(
      services.flatMap((one) => {
        const published = publishedOf(one, address);
        return published.length > 0 ? [[one.name, Object.fromEntries(published)] as const] : [];
      }),
    );
    const entry = endpoints[REGION_ENTRY.service]?.[REGION_ENTRY.purpose];
    if (entry === undefined) return [];
    const { id, location } = regionOf(stack);
    return [{ id, stack, location, address, entry, endpoints, health: `http://${entry}/health` }];
  });
}

function publishedOf({ ports }: Service, address: string): [purpose: string, endpoint: string][] {
  return ports.flatMap(({ purpose, external }): [string, string][] =>
    external === undefined ? [] : [[purpose, `${address}:${String(external)}`]],
  );
}

/** As a region's own routing takes them: the nearest first. */
export function neighboursOf(stack: EdgeStack, context: Context): RoutedRegion[] {
  const known = routedRegions(context);
  return regionOf(stack).neighbours.flatMap(
    (name) => known.find((one) => one.stack === edgeStackOf(name)) ?? [],
  );
}

/** How services of the edge find out who answers: one that fails twice is left out until it answers again. */
export const REGION_CHECK = { everySeconds: 3, timeoutSeconds: 2, failures: 2 };

/** For the routers of the whole platform. A region that is dead stays in it: its health leaves it out. */
const regionsJson: ConfigRenderer = (context) =>
  json({
    check: REGION_CHECK,
    regions: routedRegions(context).map((one) => ({
      ...one,
      neighbours: regionOf(one.stack as EdgeStack).neighbours.map((name) => regions[name].id),
    })),
  });

export function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Of the services that each region publishes, the routers ask the entry. */
export function asksRegions(server: Service): string[] {
  const isEntry = server.name === REGION_ENTRY.service && isEdgeStack(server.node);
  return isEntry ? [REGION_ENTRY.purpose] : [];
}

/** What BEV's own images look for every ten seconds, so that their containers stay. */
export const LOOKS_FOR_CHANGES: Pick<Software, "reload" | "takesConfig"> = {
  reload: "true",
  takesConfig: true,
};

/** What geo-router and edge-node-management have in common. */
export const regionRouter: Software = {
  config: { "regions.json": regionsJson },
  ...LOOKS_FOR_CHANGES,
  asks: asksRegions,
};
