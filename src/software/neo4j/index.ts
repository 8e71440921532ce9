/** Neo4j: its constraints. */
import type { Neo4jData } from "../../catalog/types.ts";
import type { Software } from "../software.ts";
import { backup } from "./backup.ts";
import { neo4jScript } from "./data.ts";

export const neo4j: Software = {
  data: (objects: Neo4jData) => neo4jScript(objects),
  backup,
  fixed: {
    auth: "Neo4j takes it at its first start alone, and asks for the former one to change it",
  },
};
