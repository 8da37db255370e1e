#!/bin/sh
# Makes the passwords of the compose stack where there are none yet. The
# directory is closed to other users of this machine; the files inside are
# readable, because Compose mounts them with the mode they have here, and
# each container runs as a user of its own.
set -eu
dir=$(dirname "$0")/secrets
mkdir -p "$dir"
chmod 0700 "$dir"
for name in mariadb-root kommune grafana-admin; do
  if [ ! -s "$dir/$name" ]; then
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$dir/$name"
    echo "made $dir/$name"
  fi
  chmod 0444 "$dir/$name"
done
