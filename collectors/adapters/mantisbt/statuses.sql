-- The statuses that issues have: numbers, as texts. Their names are not in the database.
SELECT DISTINCT CONCAT(status, '') AS status FROM mantis_bug_table
