-- A database of views with what the adapter "znuny" reads, and a user who may
-- read them and nothing else. Put in the exporter's address and a password,
-- and run this as an administrator in Znuny's database:
--   mariadb otrs < grants-znuny.sql
-- Then set the source's DATABASE to casework_znuny.
CREATE DATABASE casework_znuny CHARACTER SET utf8mb4;
CREATE SQL SECURITY DEFINER VIEW casework_znuny.queue AS SELECT id, name FROM queue;
CREATE SQL SECURITY DEFINER VIEW casework_znuny.ticket_type AS SELECT id, name FROM ticket_type;
CREATE SQL SECURITY DEFINER VIEW casework_znuny.ticket_state AS SELECT id, name, type_id FROM ticket_state;
CREATE SQL SECURITY DEFINER VIEW casework_znuny.ticket_state_type AS SELECT id, name FROM ticket_state_type;
CREATE SQL SECURITY DEFINER VIEW casework_znuny.ticket AS
  SELECT id, queue_id, type_id, ticket_state_id, escalation_solution_time, create_time, change_time FROM ticket;
CREATE SQL SECURITY DEFINER VIEW casework_znuny.ticket_history_type AS SELECT id, name FROM ticket_history_type;
CREATE SQL SECURITY DEFINER VIEW casework_znuny.ticket_history AS
  SELECT id, ticket_id, history_type_id, article_id, state_id, create_time FROM ticket_history;
CREATE SQL SECURITY DEFINER VIEW casework_znuny.article AS
  SELECT id, article_sender_type_id, is_visible_for_customer FROM article;
CREATE SQL SECURITY DEFINER VIEW casework_znuny.article_sender_type AS SELECT id, name FROM article_sender_type;
CREATE USER casework_znuny@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_znuny.* TO casework_znuny@'10.0.0.7';
