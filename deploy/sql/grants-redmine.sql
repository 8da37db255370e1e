-- A user who may read what the adapter "redmine" reads, and nothing else.
-- Put in the exporter's address and a password, then run this as an
-- administrator in Redmine's database:  mariadb redmine < grants-redmine.sql
CREATE USER casework@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT (id, project_id, tracker_id, status_id, author_id, created_on, due_date, closed_on, updated_on) ON issues TO casework@'10.0.0.7';
GRANT SELECT (id, journalized_type, journalized_id, user_id, private_notes, created_on) ON journals TO casework@'10.0.0.7';
GRANT SELECT (journal_id, property, prop_key, old_value, value) ON journal_details TO casework@'10.0.0.7';
GRANT SELECT (id, is_closed) ON issue_statuses TO casework@'10.0.0.7';
GRANT SELECT (id, identifier, status) ON projects TO casework@'10.0.0.7';
GRANT SELECT (id, name) ON trackers TO casework@'10.0.0.7';
