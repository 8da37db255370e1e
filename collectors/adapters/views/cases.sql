SELECT case_id, unit, case_type, received_at, started_at, closed_at, deadline_at, reopened_count,
  paused_seconds, paused_since, complete_at, changed_at
FROM casework_cases
