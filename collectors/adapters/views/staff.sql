SELECT *
FROM casework_staff
