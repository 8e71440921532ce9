/** nginx: the inner web server behind HAProxy. */
import type { ConfigRenderer, Software } from "../software.ts";

const server: ConfigRenderer = () =>
  `server {
  listen 8080 default_server;

  location = /health {
    access_log off;
    return 200 "live\\n";
  }

  location / {
    return 404;
  }
}
`;

export const nginx: Software = { config: { "default.conf": server } };
