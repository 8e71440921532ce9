BACKUPS=http://127.0.0.1:8080/v1/backups/filesystem
ask() { wget -q -O - --header "Authorization: Bearer $(cat /run/secrets/api-key)" --header 'Content-Type: application/json' "$@"; }
# Until it says that what it does is done.
done_with() {
  while :; do
    said=$(ask "$1")
    case $said in
      *'"status":"SUCCESS"'*) return ;;
      *'"status":"FAILED"'* | *'"status":"CANCELED"'*) refuse "it must end with SUCCESS, it says $said" ;;
    esac
    sleep 2
  done
}
set -eu
said=$(ask 'http://127.0.0.1:8080/v1/nodes?output=verbose')
printf '%s' "$said" | tr '{' '\n' |
  sed -n 's/.*"class":"\([^"]*\)".*"objectCount":\([0-9]*\).*/class.\1 \2/p' | LC_ALL=C sort
