-- A database of views with what the adapter "civicrm" reads, and a user who may
-- read them and nothing else. Put in the exporter's address and a password,
-- and run this as an administrator in CiviCRM's database:
--   mariadb civicrm < grants-civicrm.sql
-- Then set the source's DATABASE to casework_civicrm.
CREATE DATABASE casework_civicrm CHARACTER SET utf8mb4;
CREATE SQL SECURITY DEFINER VIEW casework_civicrm.civicrm_case_type AS SELECT id, name, title FROM civicrm_case_type;
CREATE SQL SECURITY DEFINER VIEW casework_civicrm.civicrm_option_group AS SELECT id, name FROM civicrm_option_group;
CREATE SQL SECURITY DEFINER VIEW casework_civicrm.civicrm_option_value AS
  SELECT option_group_id, label, value, name, `grouping`, filter FROM civicrm_option_value;
CREATE SQL SECURITY DEFINER VIEW casework_civicrm.civicrm_case AS
  SELECT id, case_type_id, status_id, is_deleted, end_date, created_date, modified_date FROM civicrm_case;
CREATE SQL SECURITY DEFINER VIEW casework_civicrm.civicrm_case_activity AS
  SELECT case_id, activity_id FROM civicrm_case_activity;
-- The subject of a change of status ends with the old status, a word or two
-- and the new one, unless somebody wrote another subject. This shows that end
-- and nothing else.
CREATE SQL SECURITY DEFINER VIEW casework_civicrm.civicrm_activity AS
  SELECT id, activity_type_id, status_id, is_deleted, is_current_revision, activity_date_time, created_date, modified_date,
    IF(activity_type_id = (
      SELECT CAST(k.value AS UNSIGNED)
      FROM civicrm_option_value k JOIN civicrm_option_group g ON g.id = k.option_group_id
      WHERE g.name = 'activity_type' AND k.name = 'Change Case Status'),
      REGEXP_SUBSTR(subject, (
        SELECT CONCAT(' (', GROUP_CONCAT('\\Q', s.label, '\\E' SEPARATOR '|'), ')( [^ ]+){1,2} (', GROUP_CONCAT('\\Q', s.label, '\\E' SEPARATOR '|'), ')$')
        FROM civicrm_option_value s JOIN civicrm_option_group g ON g.id = s.option_group_id
        WHERE g.name = 'case_status')), NULL) AS subject
  FROM civicrm_activity;
CREATE USER casework_civicrm@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_civicrm.* TO casework_civicrm@'10.0.0.7';
