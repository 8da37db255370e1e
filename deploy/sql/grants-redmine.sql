-- A database of views with what the adapter "redmine" reads, and a user who
-- may read them and nothing else. Put in the exporter's address and a
-- password, and run this as an administrator in Redmine's database:
--   mariadb redmine < grants-redmine.sql
-- Then set the source's DATABASE to casework_redmine.
CREATE DATABASE casework_redmine CHARACTER SET utf8mb4;
CREATE SQL SECURITY DEFINER VIEW casework_redmine.issues AS
  SELECT id, project_id, tracker_id, status_id, author_id, created_on, due_date, closed_on, updated_on FROM issues;
CREATE SQL SECURITY DEFINER VIEW casework_redmine.journals AS
  SELECT id, journalized_type, journalized_id, user_id, private_notes, created_on FROM journals;
-- Old and new values hold whole descriptions as well; those of a status do not.
CREATE SQL SECURITY DEFINER VIEW casework_redmine.journal_details AS
  SELECT journal_id, property, prop_key, old_value, value FROM journal_details
  WHERE property = 'relation' OR property = 'attr' AND prop_key IN ('status_id', 'assigned_to_id', 'project_id');
CREATE SQL SECURITY DEFINER VIEW casework_redmine.issue_statuses AS SELECT id, name, is_closed FROM issue_statuses;
CREATE SQL SECURITY DEFINER VIEW casework_redmine.projects AS SELECT id, identifier, status FROM projects;
CREATE SQL SECURITY DEFINER VIEW casework_redmine.trackers AS SELECT id, name FROM trackers;
CREATE USER casework_redmine@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_redmine.* TO casework_redmine@'10.0.0.7';
