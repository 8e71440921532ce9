#!/bin/sh
## Elasticsearch's own interface, as its first user. The password comes from its file and is in no argument.
ask() {
  method=$1 path=$2
  shift 2
  printf 'user = "elastic:%s"\n' "$(cat /run/secrets/password)" |
    curl --silent --show-error --fail-with-body --insecure --config - --request "$method" \
      --header 'Content-Type: application/json' "https://127.0.0.1:9200$path" "$@"
}
