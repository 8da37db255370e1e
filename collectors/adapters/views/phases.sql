SELECT *
FROM casework_phases
