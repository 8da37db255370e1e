-- A schema of views with what the adapter "redmine" reads, and a role that may
-- read them and nothing else. Put in a password, and run this as a superuser in
-- Redmine's database:
--   psql -d redmine -f grants-redmine.postgres.sql
-- Then set the source's DRIVER to postgres, its DATABASE to redmine, its SCHEMA and
-- its USER to casework_redmine. A view keeps Redmine from changing the columns that
-- it names: before an upgrade, DROP SCHEMA casework_redmine CASCADE; after it, run
-- this again.
DROP SCHEMA IF EXISTS casework_redmine CASCADE;
CREATE SCHEMA casework_redmine;
CREATE VIEW casework_redmine.issues AS
  SELECT id, project_id, tracker_id, status_id, author_id, created_on, due_date, closed_on, updated_on FROM public.issues;
CREATE VIEW casework_redmine.journals AS
  SELECT id, journalized_type, journalized_id, user_id, private_notes, created_on FROM public.journals;
-- Columns that hold texts of people in some rows are empty in those. Rows are not
-- left out: a condition of a view can be got round, a value that is not there
-- cannot.
CREATE VIEW casework_redmine.journal_details AS
  SELECT journal_id, property, prop_key,
    CASE WHEN property = 'attr' AND prop_key = 'status_id' THEN old_value END AS old_value,
    CASE WHEN property = 'attr' AND prop_key = 'status_id' THEN value END AS value FROM public.journal_details;
CREATE VIEW casework_redmine.issue_statuses AS SELECT id, name, is_closed FROM public.issue_statuses;
CREATE VIEW casework_redmine.projects AS SELECT id, identifier, status FROM public.projects;
CREATE VIEW casework_redmine.trackers AS SELECT id, name FROM public.trackers;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_redmine') THEN
    CREATE ROLE casework_redmine LOGIN PASSWORD 'change this' CONNECTION LIMIT 4;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA casework_redmine TO casework_redmine;
GRANT SELECT ON ALL TABLES IN SCHEMA casework_redmine TO casework_redmine;
