/** Qdrant: how it is saved. */
import type { Software } from "../software.ts";
import { backup } from "./backup.ts";

export const qdrant: Software = { backup };
