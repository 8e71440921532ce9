/** Redis: memory, persistence and password. */
import type { ConfigRenderer, Software } from "../software.ts";
import { backup } from "./backup.ts";

/** Share of the memory limit for data; the rest is for buffers and for the fork that saves. */
const DATA_SHARE = 0.6;

const server: ConfigRenderer = ({ service }) => `bind 0.0.0.0
port 6379
dir /data
appendonly yes
save 900 1 300 100
maxmemory ${String(Math.floor(service.resources.memory * DATA_SHARE))}mb
maxmemory-policy noeviction
include /run/secrets/auth.conf
`;

export const redis: Software = { config: { "redis.conf": server }, backup };
