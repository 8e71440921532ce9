import type { PostgresData } from "../../catalog/types.ts";
import type { DataContext, Software } from "../software.ts";
import { HBA } from "./access.ts";
import { postgresScript } from "./data.ts";
import { followScript } from "./replica.ts";

export const postgres: Software = {
  config: { "pg_hba.conf": () => HBA, "follow.sh": followScript },
  data: (objects: PostgresData, context: DataContext) => postgresScript(objects, context),
};
