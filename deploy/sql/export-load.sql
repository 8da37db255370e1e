-- Every night, once the product has written its file: load it, then run this.
--   mariadb staging -e "TRUNCATE export_incoming; LOAD DATA LOCAL INFILE 'cases.csv' INTO TABLE export_incoming
--     CHARACTER SET utf8mb4 FIELDS TERMINATED BY ';' OPTIONALLY ENCLOSED BY '\"' IGNORE 1 LINES
--     (case_id, unit, case_type, received_at, @started, @closed, @deadline, @title, @caseworker)
--     SET started_at = NULLIF(@started, ''), closed_at = NULLIF(@closed, ''), deadline_at = NULLIF(@deadline, '')"
--   mariadb staging < export-load.sql
-- Columns of the file that are read into a variable and not used are not kept.
-- The set of characters is the file's: latin1 is the other one to be met. Of
-- dates such as 24.11.2026 08:30, read each into a variable and write, as here
-- for the closing,
--   closed_at = IF(@closed = '', NULL, COALESCE(STR_TO_DATE(@closed, '%d.%m.%Y %H:%i'), '0000-00-00'))
-- A date that was not understood is loaded as 0000-00-00, with a warning only;
-- then this fails at the constraint dates_are_understood and changes nothing.
START TRANSACTION;
-- A file that was torn off deletes nothing: half of the cases must be there.
SET @complete = (SELECT COUNT(*) FROM export_incoming) >= 0.5 * (SELECT COUNT(*) FROM export_cases);
-- A closing that is gone was withdrawn. It is compared before it is replaced.
INSERT INTO export_cases (case_id, unit, case_type, received_at, started_at, closed_at, deadline_at)
SELECT i.case_id, i.unit, i.case_type, i.received_at, i.started_at, i.closed_at, i.deadline_at
FROM export_incoming i
ON DUPLICATE KEY UPDATE
  reopened_count = export_cases.reopened_count + (export_cases.closed_at IS NOT NULL AND i.closed_at IS NULL),
  unit = i.unit, case_type = i.case_type, received_at = i.received_at, started_at = i.started_at,
  closed_at = i.closed_at, deadline_at = i.deadline_at;
DELETE c FROM export_cases c LEFT JOIN export_incoming i ON i.case_id = c.case_id
WHERE i.case_id IS NULL AND @complete;
COMMIT;
