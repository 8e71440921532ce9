/** Elasticsearch: how it takes new certificates, and its fixed password. */
import { elasticsearchCopy } from "../../catalog/servers.ts";
import type { Software } from "../software.ts";
import { backup } from "./backup.ts";

export const elasticsearch: Software = {
  backup,
  // It looks for changed files by itself.
  reload: elasticsearchCopy,
  tls: "http",
  fixed: {
    password:
      "Elasticsearch takes it at its first start alone, and it does not run here to prove another way",
  },
};
