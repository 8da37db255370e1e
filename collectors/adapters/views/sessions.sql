SELECT *
FROM casework_sessions
