-- A schema of views with what the adapter "flowable" reads, and a role that may
-- read them and nothing else. Put in a password, and run this as a superuser in
-- the engine's database:
--   psql -d flowable -f grants-flowable.postgres.sql
-- Then set the source's DRIVER to postgres, its DATABASE to flowable, its SCHEMA and
-- its USER to casework_flowable. A view keeps the engine from changing the columns
-- that it names: before an upgrade, DROP SCHEMA casework_flowable CASCADE; after it,
-- run this again.
DROP SCHEMA IF EXISTS casework_flowable CASCADE;
CREATE SCHEMA casework_flowable;
-- What somebody wrote as a reason is left out.
CREATE VIEW casework_flowable.ACT_HI_PROCINST AS
  SELECT ID_, PROC_DEF_ID_, START_TIME_, END_TIME_, SUPER_PROCESS_INSTANCE_ID_, TENANT_ID_,
    CASE WHEN LOWER(DELETE_REASON_) LIKE 'terminate end event%' THEN 'terminate end event' WHEN DELETE_REASON_ IS NOT NULL THEN 'deleted' END AS DELETE_REASON_ FROM public.ACT_HI_PROCINST;
CREATE VIEW casework_flowable.ACT_HI_TASKINST AS
  SELECT ID_, PROC_INST_ID_, START_TIME_, CLAIM_TIME_, END_TIME_, DUE_DATE_,
    CASE WHEN DELETE_REASON_ IS NOT NULL THEN 'deleted' END AS DELETE_REASON_ FROM public.ACT_HI_TASKINST;
-- The groups that a task was offered to, not who took it.
CREATE VIEW casework_flowable.ACT_HI_IDENTITYLINK AS
  SELECT ID_, TYPE_, GROUP_ID_, TASK_ID_, CREATE_TIME_ FROM public.ACT_HI_IDENTITYLINK;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_flowable') THEN
    CREATE ROLE casework_flowable LOGIN PASSWORD 'change this' CONNECTION LIMIT 4;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA casework_flowable TO casework_flowable;
GRANT SELECT ON ALL TABLES IN SCHEMA casework_flowable TO casework_flowable;
