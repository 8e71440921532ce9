#!/bin/bash
# The contract of the official image: the password from the file NEO4J_AUTH_FILE at the first start,
# and NEO4J_<setting> as a line of neo4j.conf, where _ is a dot and __ an underscore.
set -eu

home=/var/lib/neo4j
java=(java -cp "$home/lib/*")
heap=()
: >"$home/conf/neo4j.conf"
echo "server.default_listen_address=0.0.0.0" >>"$home/conf/neo4j.conf"

for variable in $(compgen -e NEO4J_); do
  value=${!variable}
  setting=$(sed 's/^NEO4J_//; s/_/./g; s/\.\./_/g' <<<"$variable")
  case "$variable" in
    NEO4J_AUTH_FILE) ;;
    NEO4J_PLUGINS) echo "NEO4J_PLUGINS: this image has no plugins, wanted $value" >&2 ;;
    NEO4J_server_memory_heap_max__size) heap=("-Xmx$value") ;;
    NEO4J_server_memory_heap_initial__size | NEO4J_server_jvm_additional)
      echo "$variable is not implemented by this image; of the start options it knows heap_max__size only" >&2
      exit 1
      ;;
    NEO4J_[a-z]*) echo "$setting=$value" >>"$home/conf/neo4j.conf" ;;
    *)
      echo "$variable is not implemented by this image; it knows NEO4J_AUTH_FILE and settings" >&2
      exit 1
      ;;
  esac
done

if [ ! -e /data/databases/system ]; then
  # From a file: arguments are seen by everyone on the host.
  password=$(mktemp)
  sed 's,^neo4j/,,' "$NEO4J_AUTH_FILE" >"$password"
  NEO4J_HOME=$home NEO4J_CONF=$home/conf "${java[@]}" -Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    org.neo4j.server.startup.Neo4jAdminCommand dbms set-initial-password "@$password" >/dev/null
  rm "$password"
fi

# As the makers' neo4j.conf has them.
open() { printf -- '--add-opens=java.base/%s=ALL-UNNAMED ' "$@"; }
# The second compiler costs more than it gives back while a lab lives.
# shellcheck disable=SC2046 # options, one word each
exec "${java[@]}" "${heap[@]}" -XX:TieredStopAtLevel=1 -XX:+UseG1GC -XX:-OmitStackTraceInFastThrow -XX:+ExitOnOutOfMemoryError \
  $(open java.nio java.io sun.nio.ch java.util.concurrent) \
  -Dio.netty.tryReflectionSetAccessible=true -Djdk.tls.ephemeralDHKeySize=2048 \
  org.neo4j.server.CommunityEntryPoint "--home-dir=$home" "--config-dir=$home/conf" --console-mode
