/** nginx as a region's cache: it keeps answers of the region's inference, and says of each whether it had it. */
import type { ConfigRenderer, Software } from "../software.ts";

/**
 * The upstream of the row's first connection. Its name is asked again after a second, so that a new container is found
 * and nginx starts without it; a kept answer serves while nothing else does. What somebody asks as a known user is
 * kept for nobody.
 */
const cache: ConfigRenderer = ({ service, endpoint }) => {
  const [upstream] = service.connects ?? [];
  if (!upstream) return "";
  return `proxy_cache_path /var/cache/nginx/answers levels=1:2 keys_zone=answers:1m max_size=48m inactive=10m use_temp_path=off;

server {
  listen 8080 default_server;
  resolver 127.0.0.11 valid=1s;

  location = /health {
    access_log off;
    return 200 "live\\n";
  }

  location / {
    set $upstream http://${endpoint(upstream.service, upstream.purpose)};
    proxy_pass $upstream;
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_set_header Connection "";
    proxy_connect_timeout 2s;
    proxy_next_upstream error timeout;
    proxy_cache answers;
    proxy_cache_lock on;
    proxy_cache_bypass $http_authorization;
    proxy_no_cache $http_authorization;
    proxy_cache_valid 200 301 302 1m;
    proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;
    add_header X-Cache-Status $upstream_cache_status always;
  }
}
`;
};

export const nginxCache: Software = {
  config: { "default.conf": cache },
  // By itself it would tell nobody of a fault, and serve on by the former file.
  reload: "nginx -t -q && nginx -s reload",
  takesConfig: true,
};
