-- The statuses that issues can have.
SELECT name AS status FROM issue_statuses
