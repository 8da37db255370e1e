SELECT *
FROM casework_absence
