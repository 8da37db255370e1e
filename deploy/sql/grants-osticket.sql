-- A database of views with what the adapter "osticket" reads, and a user who may
-- read them and nothing else. Put in the exporter's address and a password,
-- and run this as an administrator in osTicket's database:
--   mariadb osticket < grants-osticket.sql
-- Then set the source's DATABASE to casework_osticket.
CREATE DATABASE casework_osticket CHARACTER SET utf8mb4;
CREATE SQL SECURITY DEFINER VIEW casework_osticket.ost_department AS SELECT id, name FROM ost_department;
CREATE SQL SECURITY DEFINER VIEW casework_osticket.ost_help_topic AS SELECT topic_id, topic FROM ost_help_topic;
CREATE SQL SECURITY DEFINER VIEW casework_osticket.ost_ticket_status AS SELECT id, state FROM ost_ticket_status;
CREATE SQL SECURITY DEFINER VIEW casework_osticket.ost_ticket AS
  SELECT ticket_id, ticket_pid, status_id, dept_id, topic_id, flags, duedate, est_duedate, closed, lastupdate, created,
    updated
  FROM ost_ticket;
CREATE SQL SECURITY DEFINER VIEW casework_osticket.ost_thread AS SELECT id, object_id, object_type FROM ost_thread;
CREATE SQL SECURITY DEFINER VIEW casework_osticket.ost_thread_entry AS
  SELECT thread_id, staff_id, type, created FROM ost_thread_entry;
CREATE SQL SECURITY DEFINER VIEW casework_osticket.ost_event AS SELECT id, name FROM ost_event;
CREATE SQL SECURITY DEFINER VIEW casework_osticket.ost_thread_event AS
  SELECT id, thread_id, event_id, uid, uid_type, timestamp FROM ost_thread_event;
CREATE USER casework_osticket@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_osticket.* TO casework_osticket@'10.0.0.7';
