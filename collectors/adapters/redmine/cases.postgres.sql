-- Issues of Redmine 5 on PostgreSQL. README.md names the index to add and the traps.
SELECT
  i.id AS case_id,
  (SELECT p.identifier FROM projects p WHERE p.id = i.project_id) AS unit,
  (SELECT t.name FROM trackers t WHERE t.id = i.tracker_id) AS case_type,
  i.created_on AS received_at,
  -- Somebody else than the author worked on it and did not merely move it or
  -- relate it to another, or its status or assignee was changed. No note is
  -- read: an entry is enough.
  (SELECT MIN(j.created_on)
   FROM journals j
   WHERE j.journalized_type = 'Issue' AND j.journalized_id = i.id
     AND (j.user_id <> i.author_id AND NOT j.private_notes AND NOT EXISTS (
         SELECT 1
         FROM journal_details d
         WHERE d.journal_id = j.id AND (d.property = 'relation' OR d.property = 'attr' AND d.prop_key = 'project_id'))
       OR EXISTS (
         SELECT 1
         FROM journal_details d
         WHERE d.journal_id = j.id AND d.property = 'attr' AND d.prop_key IN ('status_id', 'assigned_to_id')))) AS started_at,
  -- closed_on outlives a reopening, so it counts only where history is silent:
  -- for an issue that was closed when it was created. One that was imported
  -- without it has been closed since it was created, as Redmine itself takes it
  -- when it fills the column. Values of the journal are texts, of any attribute;
  -- none is made a number, which would fail.
  CASE WHEN (SELECT s.is_closed FROM issue_statuses s WHERE s.id = i.status_id) THEN
    COALESCE(
      (SELECT MAX(j.created_on)
       FROM journals j
       JOIN journal_details d ON d.journal_id = j.id AND d.property = 'attr' AND d.prop_key = 'status_id'
       JOIN issue_statuses s ON CAST(s.id AS text) = d.value AND s.is_closed
       LEFT JOIN issue_statuses b ON CAST(b.id AS text) = d.old_value
       WHERE j.journalized_type = 'Issue' AND j.journalized_id = i.id AND NOT COALESCE(b.is_closed, false)),
      i.closed_on, i.created_on)
  END AS closed_at,
  i.due_date AS deadline_at,
  (SELECT COUNT(*)
   FROM journals j
   JOIN journal_details d ON d.journal_id = j.id AND d.property = 'attr' AND d.prop_key = 'status_id'
   JOIN issue_statuses b ON CAST(b.id AS text) = d.old_value AND b.is_closed
   LEFT JOIN issue_statuses s ON CAST(s.id AS text) = d.value
   WHERE j.journalized_type = 'Issue' AND j.journalized_id = i.id AND NOT COALESCE(s.is_closed, false)) AS reopened_count,
  i.updated_on AS changed_at
FROM issues i
WHERE (SELECT p.status FROM projects p WHERE p.id = i.project_id) NOT IN (9, 10) -- archived or about to be deleted: Redmine hides the issues too
