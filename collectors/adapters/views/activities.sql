SELECT *
FROM casework_activities
