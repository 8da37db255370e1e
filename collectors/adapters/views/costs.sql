SELECT *
FROM casework_costs
