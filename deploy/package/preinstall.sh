#!/bin/sh
# Before files are unpacked, as some belong to the group.
set -e
getent group casework-exporter >/dev/null || groupadd --system casework-exporter
getent passwd casework-exporter >/dev/null || useradd --system --gid casework-exporter \
  --home-dir /var/lib/casework-exporter --no-create-home --shell /usr/sbin/nologin \
  --comment "Casework Exporter" casework-exporter
