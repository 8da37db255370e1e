-- The statuses that tickets have. Those of lifecycles are not in the database.
SELECT DISTINCT Status AS status FROM Tickets WHERE Status IS NOT NULL
