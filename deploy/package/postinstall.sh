#!/bin/sh
# A fresh installation is not started: it has no settings yet. An upgrade
# restarts what runs.
set -e
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl try-restart casework-exporter.service
fi
