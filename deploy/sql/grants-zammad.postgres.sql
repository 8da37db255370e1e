-- A schema of views with what the adapter "zammad" reads, and a role that may
-- read them and nothing else. Put in a password, and run this as a superuser in
-- Zammad's database:
--   psql -d zammad -f grants-zammad.postgres.sql
-- Then set the source's DRIVER to postgres, its DATABASE to zammad, its SCHEMA and
-- its USER to casework_zammad. A view keeps Zammad from changing the columns
-- that it names: before an upgrade, DROP SCHEMA casework_zammad CASCADE; after it,
-- run this again.
DROP SCHEMA IF EXISTS casework_zammad CASCADE;
CREATE SCHEMA casework_zammad;
CREATE VIEW casework_zammad.groups AS SELECT id, name FROM public.groups;
CREATE VIEW casework_zammad.ticket_state_types AS SELECT id, name FROM public.ticket_state_types;
CREATE VIEW casework_zammad.ticket_states AS SELECT id, name, state_type_id FROM public.ticket_states;
CREATE VIEW casework_zammad.tickets AS
  SELECT id, group_id, state_id, owner_id, type, first_response_at, close_at, close_escalation_at, close_diff_in_min, last_contact_at,
    created_at, updated_at FROM public.tickets;
-- Numbers of states and owners alone: the old and new values hold names and titles.
CREATE VIEW casework_zammad.histories AS
  SELECT id, history_object_id, history_attribute_id, o_id, id_from, id_to, created_at FROM public.histories;
CREATE VIEW casework_zammad.history_objects AS SELECT id, name FROM public.history_objects;
CREATE VIEW casework_zammad.history_attributes AS SELECT id, name FROM public.history_attributes;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_zammad') THEN
    CREATE ROLE casework_zammad LOGIN PASSWORD 'change this' CONNECTION LIMIT 4;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA casework_zammad TO casework_zammad;
GRANT SELECT ON ALL TABLES IN SCHEMA casework_zammad TO casework_zammad;
