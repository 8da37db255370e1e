-- A product's nightly file of cases, as deploy/sql/export-load.sql keeps it.
SELECT
  c.case_id,
  c.unit,
  c.case_type,
  c.received_at,
  c.started_at,
  c.closed_at,
  c.deadline_at,
  c.reopened_count,
  c.changed_at
FROM export_cases c
