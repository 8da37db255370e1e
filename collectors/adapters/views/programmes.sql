SELECT unit, programme, starts_on, ends_on
FROM casework_programmes
