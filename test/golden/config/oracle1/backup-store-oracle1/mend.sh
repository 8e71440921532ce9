set -eu
data=$1
mkdir -p "$data/broken"
find "$data/repositories" -type f -newer "$data/mark" \
  \( -path '*/keys/*' -o -path '*/index/*' -o -path '*/snapshots/*' -o -path '*/locks/*' -o -path '*/data/*' \) \
  -exec sha256sum {} + | while read -r sum file; do
  [ "$sum" != "${file##*/}" ] || continue
  echo "$file: was cut off, is put aside in $data/broken"
  mv "$file" "$data/broken/${file##*/}.$(date +%s)" || true
done
# It is written at once, and either empty or whole.
find "$data/repositories" -type f -name config -newer "$data/mark" -size 0 -exec rm {} +
