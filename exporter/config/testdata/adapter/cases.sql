SELECT case_id, unit, case_type, received_at, changed_at FROM cases
