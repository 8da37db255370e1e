SELECT *
FROM casework_projects
