-- A schema of views with what the adapter "alaveteli" reads, and a role that may
-- read them and nothing else. Put in a password, and run this as a superuser in
-- Alaveteli's database:
--   psql -d alaveteli -f grants-alaveteli.postgres.sql
-- Then set the source's DRIVER to postgres, its DATABASE to alaveteli, its SCHEMA and
-- its USER to casework_alaveteli. A view keeps Alaveteli from changing the columns
-- that it names: before an upgrade, DROP SCHEMA casework_alaveteli CASCADE; after it,
-- run this again.
DROP SCHEMA IF EXISTS casework_alaveteli CASCADE;
CREATE SCHEMA casework_alaveteli;
CREATE VIEW casework_alaveteli.public_bodies AS SELECT id, name FROM public.public_bodies;
CREATE VIEW casework_alaveteli.public_body_translations AS
  SELECT id, public_body_id, name FROM public.public_body_translations;
CREATE VIEW casework_alaveteli.info_requests AS
  SELECT id, public_body_id, law_used, prominence, created_at, described_state, awaiting_description, last_public_response_at,
    date_response_required_by, updated_at FROM public.info_requests;
CREATE VIEW casework_alaveteli.info_request_events AS
  SELECT id, info_request_id, event_type, created_at, described_state, calculated_state FROM public.info_request_events;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_alaveteli') THEN
    CREATE ROLE casework_alaveteli LOGIN PASSWORD 'change this' CONNECTION LIMIT 4;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA casework_alaveteli TO casework_alaveteli;
GRANT SELECT ON ALL TABLES IN SCHEMA casework_alaveteli TO casework_alaveteli;
