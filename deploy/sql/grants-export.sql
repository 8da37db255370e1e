-- A database of one view with what the adapter "export" reads, and a user who
-- may read it and nothing else. Put in the exporter's address and a password,
-- and run this as an administrator in the staging database:
--   mariadb staging < grants-export.sql
-- Then set the source's DATABASE to casework_export.
CREATE DATABASE casework_export CHARACTER SET utf8mb4;
CREATE SQL SECURITY DEFINER VIEW casework_export.export_cases AS
  SELECT case_id, unit, case_type, received_at, started_at, closed_at, deadline_at, reopened_count, changed_at FROM export_cases;
CREATE USER casework_export@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_export.* TO casework_export@'10.0.0.7';
