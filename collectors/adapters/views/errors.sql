SELECT error_id, unit, case_id, reported_at, kind, changed_at
FROM casework_errors
