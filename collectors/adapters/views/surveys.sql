SELECT *
FROM casework_surveys
