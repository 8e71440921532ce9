set -eu
data=$1
minutes=0
while :; do
  # mend.sh looks at what came after the mark, which is one to two minutes old.
  [ ! -e "$data/mark.next" ] || mv "$data/mark.next" "$data/mark"
  : >"$data/mark.next"
  sh /etc/bev/room.sh "$data" || true
  [ $((minutes % 60)) -ne 0 ] || sh /etc/bev/forget.sh "$data" || true
  minutes=$((minutes + 1))
  sleep 60
done
