# Sourced by MariaDB's image when it makes the database: a user that can read
# the tables of the adapter views and nothing else.
# shellcheck shell=sh
(
  password=$(cat /run/secrets/kommune)
  echo "CREATE USER exporter@'%' IDENTIFIED BY '$password';"
  for table in cases errors sessions pauses programmes units \
    complaints surveys invitations absence audits staff activities projects goals phases checklist time_use costs external; do
    echo "GRANT SELECT ON casework.casework_$table TO exporter@'%';"
  done
) | docker_process_sql
