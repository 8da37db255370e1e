#!/bin/sh
# Only "purge" of dpkg takes away the state, and with it the counters, and
# the user, of whom then nothing is left. rpm knows no purge: README.md says
# what to delete by hand.
set -e
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
fi
if [ "$1" = purge ]; then
  rm -rf /var/lib/casework-exporter /etc/casework-exporter
  if getent passwd casework-exporter >/dev/null; then userdel casework-exporter; fi
  if getent group casework-exporter >/dev/null; then groupdel casework-exporter; fi
fi
