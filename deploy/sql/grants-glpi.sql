-- A database of views with what the adapter "glpi" reads, and a user who may
-- read them and nothing else. Put in the exporter's address and a password,
-- and run this as an administrator in GLPI's database:
--   mariadb glpi < grants-glpi.sql
-- Then set the source's DATABASE to casework_glpi.
CREATE DATABASE casework_glpi CHARACTER SET utf8mb4;
CREATE SQL SECURITY DEFINER VIEW casework_glpi.glpi_entities AS SELECT id, completename FROM glpi_entities;
CREATE SQL SECURITY DEFINER VIEW casework_glpi.glpi_itilcategories AS SELECT id, completename FROM glpi_itilcategories;
CREATE SQL SECURITY DEFINER VIEW casework_glpi.glpi_tickets AS
  SELECT id, entities_id, itilcategories_id, date, takeintoaccountdate, takeintoaccount_delay_stat, status, solvedate, closedate,
    time_to_resolve, waiting_duration, begin_waiting_date, date_mod, is_deleted
  FROM glpi_tickets;
-- Old and new values hold names and texts as well; those of a status do not.
CREATE SQL SECURITY DEFINER VIEW casework_glpi.glpi_logs AS
  SELECT itemtype, items_id, id_search_option, old_value, new_value, date_mod FROM glpi_logs
  WHERE itemtype = 'Ticket' AND id_search_option = 12;
CREATE USER casework_glpi@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_glpi.* TO casework_glpi@'10.0.0.7';
