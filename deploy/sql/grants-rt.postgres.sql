-- A schema of views with what the adapter "rt" reads, and a role that may
-- read them and nothing else. Put in a password, and run this as a superuser in
-- RT's database:
--   psql -d rt5 -f grants-rt.postgres.sql
-- Then set the source's DRIVER to postgres, its DATABASE to rt5, its SCHEMA and
-- its USER to casework_rt. A view keeps RT from changing the columns that
-- it names: before an upgrade, DROP SCHEMA casework_rt CASCADE; after it, run
-- this again.
DROP SCHEMA IF EXISTS casework_rt CASCADE;
CREATE SCHEMA casework_rt;
CREATE VIEW casework_rt.Tickets AS
  SELECT id, EffectiveId, Type, Queue, Status, Created, Started, Due, Resolved, LastUpdated FROM public.Tickets;
-- Columns that hold texts of people in some rows are empty in those. Rows are not
-- left out: a condition of a view can be got round, a value that is not there
-- cannot.
CREATE VIEW casework_rt.Transactions AS
  SELECT id, ObjectType, ObjectId, Type, Field, Creator, Created,
    CASE WHEN Type = 'Status' THEN OldValue END AS OldValue, CASE WHEN Type = 'Status' THEN NewValue END AS NewValue FROM public.Transactions;
CREATE VIEW casework_rt.Queues AS SELECT id, Name FROM public.Queues;
-- Who asked, so that their own mail does not count as an answer: numbers only.
CREATE VIEW casework_rt.Groups AS
  SELECT id, Domain, Instance,
    CASE WHEN Domain = 'RT::Ticket-Role' THEN Name END AS Name FROM public.Groups;
CREATE VIEW casework_rt.GroupMembers AS SELECT GroupId, MemberId FROM public.GroupMembers;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_rt') THEN
    CREATE ROLE casework_rt LOGIN PASSWORD 'change this' CONNECTION LIMIT 4;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA casework_rt TO casework_rt;
GRANT SELECT ON ALL TABLES IN SCHEMA casework_rt TO casework_rt;
