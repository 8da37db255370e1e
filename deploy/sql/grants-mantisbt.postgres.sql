-- A schema of views with what the adapter "mantisbt" reads, and a role that may
-- read them and nothing else. Put in a password, and run this as a superuser in
-- MantisBT's database:
--   psql -d mantisbt -f grants-mantisbt.postgres.sql
-- Then set the source's DRIVER to postgres, its DATABASE to mantisbt, its SCHEMA and
-- its USER to casework_mantisbt. A view keeps MantisBT from changing the columns that
-- it names: before an upgrade, DROP SCHEMA casework_mantisbt CASCADE; after it, run
-- this again.
DROP SCHEMA IF EXISTS casework_mantisbt CASCADE;
CREATE SCHEMA casework_mantisbt;
CREATE VIEW casework_mantisbt.mantis_project_table AS SELECT id, name FROM public.mantis_project_table;
CREATE VIEW casework_mantisbt.mantis_category_table AS SELECT id, name FROM public.mantis_category_table;
CREATE VIEW casework_mantisbt.mantis_bug_table AS
  SELECT id, project_id, category_id, reporter_id, status, date_submitted, due_date, last_updated FROM public.mantis_bug_table;
-- Columns that hold texts of people in some rows are empty in those. Rows are not
-- left out: a condition of a view can be got round, a value that is not there
-- cannot.
CREATE VIEW casework_mantisbt.mantis_bug_history_table AS
  SELECT id, bug_id, user_id, type, field_name, date_modified,
    CASE WHEN type = 2 OR type = 0 AND field_name = 'status' THEN old_value END AS old_value,
    CASE WHEN type = 0 AND field_name IN ('status', 'handler_id') THEN new_value END AS new_value FROM public.mantis_bug_history_table;
CREATE VIEW casework_mantisbt.mantis_bugnote_table AS SELECT id, view_state FROM public.mantis_bugnote_table;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_mantisbt') THEN
    CREATE ROLE casework_mantisbt LOGIN PASSWORD 'change this' CONNECTION LIMIT 4;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA casework_mantisbt TO casework_mantisbt;
GRANT SELECT ON ALL TABLES IN SCHEMA casework_mantisbt TO casework_mantisbt;
