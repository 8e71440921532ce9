import type { ConfigRenderer } from "./context.ts";

export const nginx: ConfigRenderer = () => [
  {
    name: "default.conf",
    content: `server {
  listen 8080 default_server;

  location = /health {
    access_log off;
    return 200 "live\\n";
  }

  location / {
    return 404;
  }
}
`,
  },
];
