#!/bin/sh
# One HTTP request from standard input, one answer.
read -r -t 5 method path _version || exit 0
while read -r -t 5 header && [ "${#header}" -gt 1 ]; do :; done

status='503 Service Unavailable'
body="a double of $DOUBLE_OF; missing: its software"
case "$path" in
  # Prometheus is not told that the service is missing: `bev verify` counts doubles apart.
  /metrics)
    status='200 OK'
    body="# TYPE bev_double gauge
bev_double{of=\"$DOUBLE_OF\"} 1"
    ;;
  "$DOUBLE_LIVE_PATH")
    status='200 OK'
    body="a double of $DOUBLE_OF; status: live"
    ;;
  /ready) ;;
  *)
    if [ -n "$DOUBLE_IS_BEHIND" ] && [ "$method" = GET ]; then
      status='200 OK'
      body="a double of $DOUBLE_OF; instance: $HOSTNAME; missing: its software"
    fi
    ;;
esac
printf 'HTTP/1.1 %s\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s\n' \
  "$status" "$((${#body} + 1))" "$body"
