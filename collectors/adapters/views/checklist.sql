SELECT *
FROM casework_checklist
