-- A schema of views with what the adapter "fixmystreet" reads, and a role that may
-- read them and nothing else. Put in a password, and run this as a superuser in
-- FixMyStreet's database:
--   psql -d fixmystreet -f grants-fixmystreet.postgres.sql
-- Then set the source's DRIVER to postgres, its DATABASE to fixmystreet, its SCHEMA and
-- its USER to casework_fixmystreet. A view keeps FixMyStreet from changing the columns
-- that it names: before an upgrade, DROP SCHEMA casework_fixmystreet CASCADE; after it,
-- run this again.
DROP SCHEMA IF EXISTS casework_fixmystreet CASCADE;
CREATE SCHEMA casework_fixmystreet;
CREATE VIEW casework_fixmystreet.body AS SELECT id, name FROM public.body;
CREATE VIEW casework_fixmystreet.state AS SELECT label, type FROM public.state;
-- Who is of a body: numbers only.
CREATE VIEW casework_fixmystreet.users AS SELECT id, from_body FROM public.users;
CREATE VIEW casework_fixmystreet.problem AS
  SELECT id, bodies_str, category, user_id, confirmed, state, lastupdate FROM public.problem;
-- That an update has a number elsewhere is enough, or that FixMyStreet wrote it.
CREATE VIEW casework_fixmystreet.comment AS
  SELECT id, problem_id, user_id, created, confirmed, state, mark_fixed, mark_open, problem_state,
    CASE WHEN external_id = 'auto-internal' THEN external_id WHEN external_id IS NOT NULL THEN '' END AS external_id FROM public.comment;
-- What else was done may be said in words.
CREATE VIEW casework_fixmystreet.admin_log AS
  SELECT object_type, object_id, whenedited, CASE WHEN action = 'state_change' THEN action END AS action FROM public.admin_log;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_fixmystreet') THEN
    CREATE ROLE casework_fixmystreet LOGIN PASSWORD 'change this' CONNECTION LIMIT 4;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA casework_fixmystreet TO casework_fixmystreet;
GRANT SELECT ON ALL TABLES IN SCHEMA casework_fixmystreet TO casework_fixmystreet;
