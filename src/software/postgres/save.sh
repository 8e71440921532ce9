#!/bin/sh
## Saves PostgreSQL: roles, and every database as SQL, in pieces with their checksums that need no room on the disk.
set -eu
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
export work
# Standard input as a file of the archive. Ends of archives in between are left out, so that it is one.
add() {
  cat >"$work/piece"
  name=$1.$(sha256sum <"$work/piece" | cut -c 1-64)
  mv "$work/piece" "$work/$name"
  tar --create --blocking-factor=1 --directory="$work" "$name" | head --bytes=-1024
  rm "$work/$name"
}
query() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=template1 --command="$1"; }
query "select datname from pg_database where datallowconn and not datistemplate order by 1" >"$work/databases"
# A login with an end is its maker's: Vault makes new ones.
query "select rolname from pg_roles where rolvaliduntil < 'infinity'" | sed 's/.*/"&"/' >"$work/passing"
pg_dumpall --username="$POSTGRES_USER" --globals-only >"$work/globals"
grep -v -F -f "$work/passing" "$work/globals" >"$work/kept"
count=0
add databases <"$work/databases"
add globals <"$work/kept"
# In pieces: the archive says how long a file is before the file comes.
while read -r database; do
  count=$((count + 1))
  {
    pg_dump --username="$POSTGRES_USER" --create "$database" </dev/null || echo "$database" >"$work/failed"
  } | split --bytes=16M --numeric-suffixes --suffix-length=7 --filter='
    set -e
    name=$FILE.$(tee "$work/piece" | sha256sum | cut -c 1-64)
    mv "$work/piece" "$work/$name"
    tar --create --blocking-factor=1 --directory="$work" "$name" | head --bytes=-1024
    rm "$work/$name"' - "database-$count-"
  if [ -e "$work/failed" ]; then
    echo "postgres: database $(cat "$work/failed"): must be dumped whole, is not" >&2
    exit 1
  fi
done <"$work/databases"
echo "$count" | add end
head --bytes=10240 /dev/zero
