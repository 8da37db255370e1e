-- A schema of views with what the adapter "openzaak" reads, and a role that may
-- read them and nothing else. Put in a password, and run this as a superuser in
-- Open Zaak's database:
--   psql -d openzaak -f grants-openzaak.postgres.sql
-- Then set the source's DRIVER to postgres, its DATABASE to openzaak, its SCHEMA and
-- its USER to casework_openzaak. A view keeps Open Zaak from changing the columns
-- that it names: before an upgrade, DROP SCHEMA casework_openzaak CASCADE; after it,
-- run this again.
DROP SCHEMA IF EXISTS casework_openzaak CASCADE;
CREATE SCHEMA casework_openzaak;
CREATE VIEW casework_openzaak.zaken_zaak AS
  SELECT identificatie_ptr_id, _zaaktype_id, registratiedatum, verantwoordelijke_organisatie, startdatum, einddatum,
    uiterlijke_einddatum_afdoening, opschorting_indicatie, created_on, laatst_gemuteerd FROM public.zaken_zaak;
CREATE VIEW casework_openzaak.zaken_status AS SELECT zaak_id, _statustype_id, datum_status_gezet FROM public.zaken_status;
-- Departments alone: no other role, and nobody in it.
CREATE VIEW casework_openzaak.zaken_rol AS
  SELECT id, zaak_id, betrokkene_type, omschrijving_generiek, registratiedatum FROM public.zaken_rol;
CREATE VIEW casework_openzaak.zaken_organisatorischeeenheid AS
  SELECT rol_id, identificatie, naam FROM public.zaken_organisatorischeeenheid;
CREATE VIEW casework_openzaak.catalogi_zaaktype AS
  SELECT id, zaaktype_omschrijving, doorlooptijd_behandeling FROM public.catalogi_zaaktype;
CREATE VIEW casework_openzaak.catalogi_statustype AS
  SELECT id, zaaktype_id, statustypevolgnummer FROM public.catalogi_statustype;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_openzaak') THEN
    CREATE ROLE casework_openzaak LOGIN PASSWORD 'change this' CONNECTION LIMIT 4;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA casework_openzaak TO casework_openzaak;
GRANT SELECT ON ALL TABLES IN SCHEMA casework_openzaak TO casework_openzaak;
