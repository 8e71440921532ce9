set -eu
data=$1
configuration=/run/secrets/offsite.conf
list=$data/offsite.list

if [ ! -s "$configuration" ]; then
  rm -f "$data/offsite"
  exit 0
fi

copy() {
  # Names are checksums of content: a file of the same size is the same, and one that was cut off is sent again.
  rclone copy --config "$configuration" --size-only --log-level ERROR "$@" "$data/repositories" offsite:
}

begun=$(date +%s)
# What is saved from here on has its turn the next time.
for part in index snapshots; do
  (cd "$data/repositories" && find . -type f -path "./*/*/$part/*") | cut -c 3- >"$list.$part"
done
copy --exclude '/*/room/**' --exclude '/*/*/locks/**' --exclude '/*/*/index/**' --exclude '/*/*/snapshots/**'
for part in index snapshots; do
  copy --files-from-raw "$list.$part"
  rm "$list.$part"
done
echo "$begun" >"$data/offsite.new"
mv "$data/offsite.new" "$data/offsite"
