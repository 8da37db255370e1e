#!/bin/sh
# Called with "remove" by dpkg and 0 by rpm when the package goes; with
# something else when it makes way for another version.
set -e
case "$1" in
remove | 0)
  if [ -d /run/systemd/system ]; then
    systemctl disable --now casework-exporter.socket casework-exporter.service
  fi
  ;;
esac
