-- A database of views with what the adapter "itop" reads, and a user who may
-- read them and nothing else. Put in the exporter's address and a password,
-- and run this as an administrator in iTop's database:
--   mariadb itop < grants-itop.sql
-- Then set the source's DATABASE to casework_itop.
CREATE DATABASE casework_itop CHARACTER SET utf8mb4;
CREATE SQL SECURITY DEFINER VIEW casework_itop.contact AS SELECT id, name FROM contact WHERE finalclass = 'Team';
CREATE SQL SECURITY DEFINER VIEW casework_itop.ticket AS
  SELECT id, team_id, finalclass, operational_status, start_date, close_date, last_update FROM ticket;
CREATE SQL SECURITY DEFINER VIEW casework_itop.ticket_request AS
  SELECT id, status, resolution_date, ttr_100_deadline, cumulatedpending_timespent, cumulatedpending_laststart FROM ticket_request;
CREATE SQL SECURITY DEFINER VIEW casework_itop.priv_change AS SELECT id, date FROM priv_change;
CREATE SQL SECURITY DEFINER VIEW casework_itop.priv_changeop AS
  SELECT id, changeid, objclass, objkey FROM priv_changeop WHERE objclass IN ('UserRequest', 'Incident');
CREATE SQL SECURITY DEFINER VIEW casework_itop.priv_changeop_setatt AS
  SELECT id, attcode FROM priv_changeop_setatt WHERE attcode = 'status';
-- Old and new values hold titles as well; those of a status do not.
CREATE SQL SECURITY DEFINER VIEW casework_itop.priv_changeop_setatt_scalar AS
  SELECT v.id, v.oldvalue, v.newvalue FROM priv_changeop_setatt_scalar v
  JOIN priv_changeop_setatt a ON a.id = v.id AND a.attcode = 'status';
CREATE USER casework_itop@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_itop.* TO casework_itop@'10.0.0.7';
