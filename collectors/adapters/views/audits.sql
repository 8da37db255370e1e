SELECT *
FROM casework_audits
