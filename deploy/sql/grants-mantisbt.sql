-- A database of views with what the adapter "mantisbt" reads, and a user who may
-- read them and nothing else. Put in the exporter's address and a password,
-- and run this as an administrator in MantisBT's database:
--   mariadb mantisbt < grants-mantisbt.sql
-- Then set the source's DATABASE to casework_mantisbt.
CREATE DATABASE casework_mantisbt CHARACTER SET utf8mb4;
CREATE SQL SECURITY DEFINER VIEW casework_mantisbt.mantis_project_table AS SELECT id, name FROM mantis_project_table;
CREATE SQL SECURITY DEFINER VIEW casework_mantisbt.mantis_category_table AS SELECT id, name FROM mantis_category_table;
CREATE SQL SECURITY DEFINER VIEW casework_mantisbt.mantis_bug_table AS
  SELECT id, project_id, category_id, reporter_id, status, date_submitted, due_date, last_updated FROM mantis_bug_table;
-- Old and new values hold summaries as well; those of a status do not.
CREATE SQL SECURITY DEFINER VIEW casework_mantisbt.mantis_bug_history_table AS
  SELECT id, bug_id, user_id, type, field_name, old_value, new_value, date_modified FROM mantis_bug_history_table
  WHERE type IN (1, 2) OR type = 0 AND field_name IN ('status', 'handler_id');
CREATE SQL SECURITY DEFINER VIEW casework_mantisbt.mantis_bugnote_table AS SELECT id, view_state FROM mantis_bugnote_table;
CREATE USER casework_mantisbt@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_mantisbt.* TO casework_mantisbt@'10.0.0.7';
