-- When issues of Redmine 5 were paused: in a status whose name is in the lists.
-- The setting PAUSE_STATUSES replaces the lists. README.md names the traps.
SELECT
  j.id AS pause_id,
  i.id AS case_id,
  j.created_on AS paused_at,
  -- The next change to a status that is none of them, a closing too.
  (SELECT MIN(n.created_on)
   FROM journals n
   JOIN journal_details e ON e.journal_id = n.id AND e.property = 'attr' AND e.prop_key = 'status_id'
   WHERE n.journalized_type = 'Issue' AND n.journalized_id = i.id AND n.id > j.id
     AND NOT EXISTS (
       SELECT 1 FROM issue_statuses s WHERE s.id = CAST(e.value AS UNSIGNED) AND s.name IN (/* PAUSE_STATUSES */ 'Feedback', 'Tilbakemelding'))) AS resumed_at,
  i.updated_on AS changed_at -- which every change of status moves
FROM issues i
JOIN journals j ON j.journalized_type = 'Issue' AND j.journalized_id = i.id
JOIN journal_details d ON d.journal_id = j.id AND d.property = 'attr' AND d.prop_key = 'status_id'
WHERE (SELECT p.status FROM projects p WHERE p.id = i.project_id) NOT IN (9, 10) -- hidden, as in cases.sql
  AND EXISTS (
    SELECT 1 FROM issue_statuses s WHERE s.id = CAST(d.value AS UNSIGNED) AND s.name IN (/* PAUSE_STATUSES */ 'Feedback', 'Tilbakemelding'))
  AND NOT EXISTS ( -- from a closed status it was reopened
    SELECT 1 FROM issue_statuses s WHERE s.id = CAST(d.old_value AS UNSIGNED) AND (s.is_closed OR s.name IN (/* PAUSE_STATUSES */ 'Feedback', 'Tilbakemelding')))
