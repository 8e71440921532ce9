/** Lays out the platform's picture: the Eclipse Layout Kernel places boxes and routes lines. */
import Elk from "elkjs";
import type { ElkExtendedEdge, ElkNode, LayoutOptions } from "elkjs";
import { frames, labelSize, serviceHeight, serviceWidth } from "./boxes.ts";
import type { Drawing, Placed, Point, Rectangle, Route } from "./drawing.ts";
import { servicesOf } from "./model.ts";
import type { Dependency, FamilyGroup, GraphService, GraphStack, PlatformGraph } from "./model.ts";

/** Who needs stands left of what is needed, across the borders of stacks. */
const LAYERED: LayoutOptions = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.spacing.nodeNode": "14",
  "elk.spacing.edgeNode": "12",
  "elk.spacing.edgeEdge": "10",
  "elk.layered.spacing.nodeNodeBetweenLayers": "36",
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
};

const PACKED: LayoutOptions = {
  "elk.algorithm": "rectpacking",
  "elk.rectpacking.orderBySize": "true",
  "elk.spacing.nodeNode": "10",
};

/** Width by height, wanted of the services of a family and of the families of a stack. */
const ASPECT = { group: 1.6, block: 2.2 };

/** A stack's services that no line reaches, by family; placed from the block's own corner. */
interface Block extends Omit<Rectangle, "x" | "y"> {
  groups: Placed<FamilyGroup>[];
  services: Placed<GraphService>[];
}

interface Parts {
  /** Those that a line reaches. */
  joined: GraphService[];
  block: Block;
}

/**
 * What a line reaches is laid out from left to right; the rest of each stack is packed and put below
 * that, or it would stand in the way of the lines.
 */
export async function layOut(graph: PlatformGraph): Promise<Drawing> {
  const elk = new Elk.default();
  const width = serviceWidth(graph.stacks);
  const parts = await partsByStack(elk, graph, width);
  const forward = graph.dependencies.map((one) => isForward(one, graph.stacks));
  const placed = await elk.layout({
    id: PICTURE,
    layoutOptions: { ...LAYERED, ...paddingOf(frames.picture) },
    children: graph.stacks.map((stack) => stackNode(stack, partOf(parts, stack), width)),
    edges: graph.dependencies.map((one, index) => edgeOf(one, index, forward[index] === true)),
  });
  return drawing(graph, parts, placed, forward);
}

const PICTURE = "platform";

async function partsByStack(
  elk: InstanceType<typeof Elk.default>,
  { stacks, dependencies }: PlatformGraph,
  width: number,
): Promise<Map<GraphStack, Parts>> {
  const reached = new Set(dependencies.flatMap(({ from, to }) => [from, to]));
  const parts = new Map<GraphStack, Parts>();
  for (const stack of stacks) {
    const groups = stack.groups.map(({ family, services }) => ({
      family,
      services: services.filter(({ id }) => !reached.has(id)),
    }));
    parts.set(stack, {
      joined: servicesOf(stack).filter(({ id }) => reached.has(id)),
      block: await packed(
        elk,
        groups.filter(({ services }) => services.length > 0),
        width,
      ),
    });
  }
  return parts;
}

async function packed(
  elk: InstanceType<typeof Elk.default>,
  groups: readonly FamilyGroup[],
  width: number,
): Promise<Block> {
  const node: ElkNode = await elk.layout({
    id: "block",
    layoutOptions: packedAs(ASPECT.block, frames.block),
    children: groups.map(({ family, services }) => ({
      id: family,
      layoutOptions: packedAs(ASPECT.group, frames.group),
      children: services.map((service) => leaf(service, width)),
    })),
  });
  const places = absolutePlaces(node, { x: 0, y: 0 });
  return {
    width: node.width ?? 0,
    height: node.height ?? 0,
    groups: groups.map((group) => ({ ...group, at: placeOf(places, group.family) })),
    services: groups.flatMap(({ services }) => placedServices(services, places)),
  };
}

function packedAs(aspect: number, frame: Frame): LayoutOptions {
  return { ...PACKED, ...paddingOf(frame), "elk.aspectRatio": String(aspect) };
}

/**
 * Stacks need each other both ways: a line to a stack that stands before is led the other way round,
 * or it would go around the whole picture.
 */
function isForward({ from, to }: Dependency, stacks: readonly GraphStack[]): boolean {
  const positionOf = (id: string) =>
    stacks.findIndex((stack) => servicesOf(stack).some((service) => service.id === id));
  return positionOf(from) <= positionOf(to);
}

function stackNode({ name }: GraphStack, { joined, block }: Parts, width: number): ElkNode {
  const { top, side } = frames.stack;
  const bottom = block.height > 0 ? block.height + 2 * side : side;
  return {
    id: name,
    layoutOptions: {
      ...LAYERED,
      ...paddingOf({ top, side, bottom }),
      "elk.nodeSize.constraints": "MINIMUM_SIZE",
      "elk.nodeSize.minimum": `(${String(block.width + 2 * side)},${String(top + bottom)})`,
    },
    children: joined.map((service) => ({
      ...leaf(service, width),
      // Lines of a kind to one service join. Those from one do not: joined twice, they would mislead.
      ports: [true, false].map((crossStack) => ({
        id: entryOf({ to: service.id, crossStack }),
        width: 0,
        height: 0,
      })),
    })),
  };
}

function leaf(service: GraphService, width: number): ElkNode {
  return { id: service.id, width, height: serviceHeight(service) };
}

function entryOf({ to, crossStack }: Pick<Dependency, "to" | "crossStack">): string {
  return `${to} entry from ${crossStack ? "another stack" : "its own"}`;
}

type Frame = (typeof frames)[keyof typeof frames];

function paddingOf({ top, side, bottom = side }: Frame & { bottom?: number }): LayoutOptions {
  const sides = Object.entries({ top, left: side, bottom, right: side });
  return { "elk.padding": `[${sides.map(([name, room]) => `${name}=${String(room)}`).join(",")}]` };
}

function edgeOf(dependency: Dependency, index: number, forward: boolean): ElkExtendedEdge {
  const { from, to, crossStack, port } = dependency;
  const label = { layoutOptions: { "elk.edgeLabels.inline": "true" } };
  return {
    id: String(index),
    sources: [forward ? from : to],
    targets: [forward ? entryOf(dependency) : from],
    ...(crossStack && port && { labels: [{ ...label, text: port, ...labelSize(port) }] }),
  };
}

/** ELK's places are relative to the box around; the picture's are absolute. */
function drawing(
  graph: PlatformGraph,
  parts: Map<GraphStack, Parts>,
  placed: ElkNode,
  forward: readonly boolean[],
): Drawing {
  const places = absolutePlaces(placed, { x: 0, y: 0 });
  const edges = new Map(placed.edges?.map((edge) => [Number(edge.id), edge]));
  const stacks = graph.stacks.map((stack) => ({ ...stack, at: placeOf(places, stack.name) }));
  const blocks = graph.stacks.map((stack) =>
    movedInto(placeOf(places, stack.name), partOf(parts, stack).block),
  );
  return {
    width: placed.width ?? 0,
    height: placed.height ?? 0,
    stacks,
    groups: blocks.flatMap(({ groups }) => groups),
    services: [
      ...blocks.flatMap(({ services }) => services),
      ...graph.stacks.flatMap((stack) => placedServices(partOf(parts, stack).joined, places)),
    ],
    dependencies: graph.dependencies.map((dependency, index) =>
      route(dependency, edges.get(index), forward[index] === true, places),
    ),
  };
}

/** To the lower left corner of its stack. */
function movedInto({ x, y, height }: Rectangle, block: Block): Block {
  const { side } = frames.stack;
  const corner = { x: x + side, y: y + height - side - block.height };
  const moved = <T>({ at, ...one }: Placed<T>): Placed<T> =>
    ({ ...one, at: { ...at, x: at.x + corner.x, y: at.y + corner.y } }) as Placed<T>;
  return { ...block, groups: block.groups.map(moved), services: block.services.map(moved) };
}

function route(
  dependency: Dependency,
  edge: ElkExtendedEdge | undefined,
  forward: boolean,
  places: Places,
): Route {
  const section = edge?.sections?.[0];
  if (!section) throw new Error(`${dependency.from}: must have a line to ${dependency.to}`);
  const origin = placeOf(places, (edge as { container?: string }).container ?? PICTURE);
  const absolute = ({ x, y }: Point): Point => ({ x: origin.x + x, y: origin.y + y });
  const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  const [label] = edge.labels ?? [];
  return {
    ...dependency,
    points: (forward ? points : points.toReversed()).map(absolute),
    ...(label && { label: rectangle(label, origin) }),
  };
}

type Places = ReadonlyMap<string, Rectangle>;

function absolutePlaces(node: ElkNode, origin: Point): Places {
  const place = rectangle(node, origin);
  return new Map([
    [node.id, place] as const,
    ...(node.children ?? []).flatMap((child) => [...absolutePlaces(child, place)]),
  ]);
}

function rectangle(
  { x = 0, y = 0, width = 0, height = 0 }: Partial<Rectangle>,
  origin: Point,
): Rectangle {
  return { x: origin.x + x, y: origin.y + y, width, height };
}

function placedServices(services: readonly GraphService[], places: Places): Placed<GraphService>[] {
  return services.map((service) => ({ ...service, at: placeOf(places, service.id) }));
}

function placeOf(places: Places, id: string): Rectangle {
  const place = places.get(id);
  if (!place) throw new Error(`${id}: must have a place in the layout`);
  return place;
}

function partOf(parts: Map<GraphStack, Parts>, stack: GraphStack): Parts {
  const part = parts.get(stack);
  if (!part) throw new Error(`${stack.name}: must have parts`);
  return part;
}
