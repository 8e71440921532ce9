ask() {
  method=$1 path=$2
  shift 2
  printf 'user = "elastic:%s"\n' "$(cat /run/secrets/password)" |
    curl --silent --show-error --fail-with-body --insecure --config - --request "$method" \
      --header 'Content-Type: application/json' "https://127.0.0.1:9200$path" "$@"
}
set -eu
indices=$(ask GET '/_cat/indices/*,-.*?h=index,docs.count')
aliases=$(ask GET '/_cat/aliases/*,-.*?h=alias,index')
printf '%s\n' "$aliases" | sed -n 's/^\([^ ]\{1,\}\) \{1,\}\([^ ]\{1,\}\) *$/alias.\1 \2/p' | LC_ALL=C sort
printf '%s\n' "$indices" | sed -n 's/^\([^ ]\{1,\}\) \{1,\}\([^ ]\{1,\}\) *$/index.\1 \2/p' | LC_ALL=C sort
