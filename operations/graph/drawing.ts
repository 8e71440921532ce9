/** The laid-out picture: positions and sizes in pixels from the upper left corner. */
import type { Dependency, FamilyGroup, GraphService, GraphStack } from "./model.ts";

export interface Point {
  x: number;
  y: number;
}

export interface Rectangle extends Point {
  width: number;
  height: number;
}

export type Placed<T> = T & { at: Rectangle };

export interface Drawing {
  width: number;
  height: number;
  stacks: Placed<GraphStack>[];
  groups: Placed<FamilyGroup>[];
  services: Placed<GraphService>[];
  dependencies: Route[];
}

export interface Route extends Dependency {
  /** From the service that needs to the one that is needed, through right angles. */
  points: Point[];
  /** Where its port is written. */
  label?: Rectangle;
}
