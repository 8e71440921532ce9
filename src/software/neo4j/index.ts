import type { Neo4jData } from "../../catalog/types.ts";
import type { Software } from "../software.ts";
import { neo4jScript } from "./data.ts";

export const neo4j: Software = { data: (objects: Neo4jData) => neo4jScript(objects) };
