-- Error reports, complaints, incidents: leave this file out if there are none.
SELECT
  a.id AS error_id,
  -- The unit that it is about, spelled as in cases.sql.
  (SELECT e.navn FROM enhet e WHERE e.id = a.enhet_id) AS unit,
  -- It becomes a label: a handful of values, never free text.
  a.slag AS kind,
  a.meldt AS reported_at,
  a.endret AS changed_at
FROM avvik a
