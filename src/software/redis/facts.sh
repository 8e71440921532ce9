#!/bin/sh
## Prints of Redis, by database, how many keys stay until they are removed, and one sum over names and values.
set -eu
REDISCLI_AUTH=$(sed 's/^requirepass //' /run/secrets/auth.conf)
export REDISCLI_AUTH
# Hashes and sets have another order after a load: sums do not depend on it.
digest='
local found = redis.call("SCAN", ARGV[1], "COUNT", 1000)
local function sum(name) return tonumber(string.sub(redis.sha1hex(name), 1, 12), 16) end
local count, total = 0, 0
for _, key in ipairs(found[2]) do
  local kind = redis.call("TYPE", key).ok
  if redis.call("TTL", key) == -1 then
    local value = 0
    local function all(list, width)
      for at = 1, #list, width do
        local one = key
        for i = at, at + width - 1 do one = one .. "\0" .. list[i] end
        value = (value + sum(one)) % 2^48
      end
    end
    if kind == "string" then all({redis.call("GET", key)}, 1)
    elseif kind == "hash" then all(redis.call("HGETALL", key), 2)
    elseif kind == "set" then all(redis.call("SMEMBERS", key), 1)
    elseif kind == "zset" then all(redis.call("ZRANGE", key, 0, -1, "WITHSCORES"), 2)
    elseif kind == "list" then for at, one in ipairs(redis.call("LRANGE", key, 0, -1)) do all({at .. ":" .. one}, 1) end
    elseif kind == "stream" then for _, one in ipairs(redis.call("XRANGE", key, "-", "+")) do all({one[1] .. table.concat(one[2], "\0")}, 1) end
    end
    count, total = count + 1, (total + sum(key .. kind) + value) % 2^48
  end
end
return found[1] .. " " .. count .. " " .. string.format("%.0f", total)'
said=$(redis-cli --raw info keyspace)
case $said in '# Keyspace'*) ;; *) echo "redis: must tell its databases, says $said" >&2; exit 1 ;; esac
databases=$(printf '%s\n' "$said" | tr -d '\r' | sed -n 's/^db\([0-9]*\):.*/\1/p' | sort)
for database in $databases; do
  cursor=0 keys=0 checksum=0
  while :; do
    said=$(redis-cli --raw -n "$database" eval "$digest" 0 "$cursor")
    cursor=${said%% *} rest=${said#* }
    case $cursor in *[!0-9]* | '') echo "redis: must count its keys, says $said" >&2; exit 1 ;; esac
    keys=$((keys + ${rest% *})) checksum=$(((checksum + ${rest#* }) % 281474976710656))
    [ "$cursor" != 0 ] || break
  done
  echo "database.$database.checksum $checksum"
  echo "database.$database.keys $keys"
done
echo "databases $(printf '%s\n' "$databases" | grep -c .)"
