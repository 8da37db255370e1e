SELECT *
FROM casework_goals
