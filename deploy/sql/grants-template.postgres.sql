-- A schema of views with what an adapter of your own reads, and a role that may
-- read them and nothing else. Put in a password, and run this as a superuser in
-- the product's database:
--   psql -d sak -f grants-template.postgres.sql
-- Then set the source's DRIVER to postgres, its DATABASE to sak, its SCHEMA and
-- its USER to casework_template. A view keeps the product from changing the columns that
-- it names: before an upgrade, DROP SCHEMA casework_template CASCADE; after it, run
-- this again.
DROP SCHEMA IF EXISTS casework_template CASCADE;
CREATE SCHEMA casework_template;
CREATE VIEW casework_template.enhet AS SELECT id, navn FROM public.enhet;
CREATE VIEW casework_template.sak AS
  SELECT id, enhet_id, sakstype, status, mottatt, frist, endret, slettet, slatt_sammen_med FROM public.sak;
-- Where a column holds texts of people in some rows, empty it in those with
-- CASE WHEN … THEN … END; a WHERE can be got round.
CREATE VIEW casework_template.sak_hendelse AS SELECT id, sak_id, slag, tidspunkt FROM public.sak_hendelse;
CREATE VIEW casework_template.avvik AS SELECT id, enhet_id, slag, meldt, endret FROM public.avvik;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_template') THEN
    CREATE ROLE casework_template LOGIN PASSWORD 'change this' CONNECTION LIMIT 4;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA casework_template TO casework_template;
GRANT SELECT ON ALL TABLES IN SCHEMA casework_template TO casework_template;
