SELECT *
FROM casework_complaints
