-- A schema of views with what the adapter "operaton" reads, and a role that may
-- read them and nothing else. Put in a password, and run this as a superuser in
-- the engine's database:
--   psql -d operaton -f grants-operaton.postgres.sql
-- Then set the source's DRIVER to postgres, its DATABASE to operaton, its SCHEMA and
-- its USER to casework_operaton. A view keeps the engine from changing the columns
-- that it names: before an upgrade, DROP SCHEMA casework_operaton CASCADE; after it,
-- run this again.
DROP SCHEMA IF EXISTS casework_operaton CASCADE;
CREATE SCHEMA casework_operaton;
CREATE VIEW casework_operaton.ACT_HI_PROCINST AS
  SELECT ID_, PROC_DEF_KEY_, START_TIME_, END_TIME_, SUPER_PROCESS_INSTANCE_ID_, TENANT_ID_, STATE_ FROM public.ACT_HI_PROCINST;
-- What somebody wrote in place of a reason is left out.
CREATE VIEW casework_operaton.ACT_HI_TASKINST AS
  SELECT ID_, ROOT_PROC_INST_ID_, START_TIME_, END_TIME_, DUE_DATE_,
    CASE WHEN DELETE_REASON_ = 'completed' THEN DELETE_REASON_ END AS DELETE_REASON_ FROM public.ACT_HI_TASKINST;
-- When somebody was offered or took a task, not who.
CREATE VIEW casework_operaton.ACT_HI_IDENTITYLINK AS
  SELECT ID_, TIMESTAMP_, TYPE_, GROUP_ID_, TASK_ID_, ROOT_PROC_INST_ID_, OPERATION_TYPE_ FROM public.ACT_HI_IDENTITYLINK;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_operaton') THEN
    CREATE ROLE casework_operaton LOGIN PASSWORD 'change this' CONNECTION LIMIT 4;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA casework_operaton TO casework_operaton;
GRANT SELECT ON ALL TABLES IN SCHEMA casework_operaton TO casework_operaton;
