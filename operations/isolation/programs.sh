#!/bin/sh
## Prints which program each process runs, and the checksum of each program once, also of one that was deleted.
seen=
for exe in /proc/[0-9]*/exe; do
  file=$(stat -L -c %d:%i "$exe" 2>/dev/null) || continue
  printf '%s %s %s\n' "$(dirname "$exe")" "$file" "$(readlink "$exe")"
  case " $seen " in
    *" $file "*) ;;
    *)
      seen="$seen $file"
      sha256sum "$exe"
      ;;
  esac
done
