SELECT *
FROM casework_external
