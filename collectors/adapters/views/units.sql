SELECT unit, name, service, parent
FROM casework_units
