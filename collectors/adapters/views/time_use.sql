SELECT *
FROM casework_time_use
