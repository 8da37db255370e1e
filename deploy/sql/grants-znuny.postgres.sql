-- A schema of views with what the adapter "znuny" reads, and a role that may
-- read them and nothing else. Put in a password, and run this as a superuser in
-- Znuny's database:
--   psql -d otrs -f grants-znuny.postgres.sql
-- Then set the source's DRIVER to postgres, its DATABASE to otrs, its SCHEMA and
-- its USER to casework_znuny. A view keeps Znuny from changing the columns that
-- it names: before an upgrade, DROP SCHEMA casework_znuny CASCADE; after it, run
-- this again.
DROP SCHEMA IF EXISTS casework_znuny CASCADE;
CREATE SCHEMA casework_znuny;
CREATE VIEW casework_znuny.queue AS SELECT id, name FROM public.queue;
CREATE VIEW casework_znuny.ticket_type AS SELECT id, name FROM public.ticket_type;
CREATE VIEW casework_znuny.ticket_state AS SELECT id, name, type_id FROM public.ticket_state;
CREATE VIEW casework_znuny.ticket_state_type AS SELECT id, name FROM public.ticket_state_type;
CREATE VIEW casework_znuny.ticket AS
  SELECT id, queue_id, type_id, ticket_state_id, escalation_solution_time, create_time, change_time FROM public.ticket;
CREATE VIEW casework_znuny.ticket_history_type AS SELECT id, name FROM public.ticket_history_type;
CREATE VIEW casework_znuny.ticket_history AS
  SELECT id, ticket_id, history_type_id, article_id, state_id, create_time FROM public.ticket_history;
CREATE VIEW casework_znuny.article AS SELECT id, article_sender_type_id, is_visible_for_customer FROM public.article;
CREATE VIEW casework_znuny.article_sender_type AS SELECT id, name FROM public.article_sender_type;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_znuny') THEN
    CREATE ROLE casework_znuny LOGIN PASSWORD 'change this' CONNECTION LIMIT 4;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA casework_znuny TO casework_znuny;
GRANT SELECT ON ALL TABLES IN SCHEMA casework_znuny TO casework_znuny;
