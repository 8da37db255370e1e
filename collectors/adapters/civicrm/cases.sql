-- Cases of CiviCRM 5. README.md names the index to add, and what to put in
-- place of the unit.
--
-- Merging a case into this one copies its activities, the changes of its status
-- among them, and then adds one of the type Merge Case. The copies are created at
-- that moment, whatever date they bear, and tell nothing of this case: activities
-- of the minute before such a one do not count.
SELECT
  c.id AS case_id,
  -- CiviCRM stores < and > in titles as entities.
  (SELECT REPLACE(REPLACE(k.title, '&lt;', '<'), '&gt;', '>') FROM civicrm_case_type k WHERE k.id = c.case_type_id) AS unit,
  (SELECT k.name FROM civicrm_case_type k WHERE k.id = c.case_type_id) AS case_type,
  c.created_date AS received_at,
  -- The first activity in a status of the class "completed" (filter 1), other
  -- than the opening, a new type, a merge, another client and mail from outside.
  -- One that was planned together with the case counts when it was completed, and
  -- so do those of a case that is a copy itself. One that is older than
  -- the column created_date has the date that it bears alone to tell: the
  -- upgrade put its own time into modified_date.
  (SELECT MIN(CASE
      WHEN a.created_date IS NULL THEN GREATEST(a.activity_date_time, c.created_date)
      WHEN a.created_date > c.created_date + INTERVAL 1 MINUTE THEN a.created_date
      ELSE a.modified_date END)
   FROM civicrm_case_activity l
   JOIN civicrm_activity a ON a.id = l.activity_id
   WHERE l.case_id = c.id AND a.is_deleted = 0 AND a.is_current_revision = 1 AND a.status_id IN (
       SELECT CAST(s.value AS UNSIGNED)
       FROM civicrm_option_value s JOIN civicrm_option_group g ON g.id = s.option_group_id
       WHERE g.name = 'activity_status' AND s.filter = 1)
     AND a.activity_type_id NOT IN (
       SELECT CAST(k.value AS UNSIGNED)
       FROM civicrm_option_value k JOIN civicrm_option_group g ON g.id = k.option_group_id
       WHERE g.name = 'activity_type' AND k.name IN ('Open Case', 'Change Case Type', 'Inbound Email', 'Merge Case', 'Reassigned Case'))
     AND (a.created_date <= c.created_date + INTERVAL 1 MINUTE OR NOT EXISTS (
       SELECT 1
       FROM civicrm_case_activity n
       JOIN civicrm_activity o ON o.id = n.activity_id
       WHERE n.case_id = c.id AND o.id > a.id AND o.created_date < a.created_date + INTERVAL 1 MINUTE
         AND o.activity_type_id = (
           SELECT CAST(k.value AS UNSIGNED)
           FROM civicrm_option_value k JOIN civicrm_option_group g ON g.id = k.option_group_id
           WHERE g.name = 'activity_type' AND k.name = 'Merge Case')))) AS started_at,
  -- The first change of status behind the last one to an open status. The
  -- subject of a change ends with the label of the new status. Where a case was
  -- closed without one, as by the API, there is the day of its end: the last
  -- change if it was on that day, else noon UTC, which is that day in all zones
  -- but those beyond UTC+11. The last change alone would move with any note.
  IF(c.status_id IN (
      SELECT CAST(s.value AS UNSIGNED)
      FROM civicrm_option_value s JOIN civicrm_option_group g ON g.id = s.option_group_id
      WHERE g.name = 'case_status' AND s.grouping = 'Closed'),
    COALESCE(
      (SELECT MIN(COALESCE(a.created_date, GREATEST(a.activity_date_time, c.created_date)))
       FROM civicrm_case_activity l
       JOIN civicrm_activity a ON a.id = l.activity_id
       WHERE l.case_id = c.id
         AND a.activity_type_id = (
           SELECT CAST(k.value AS UNSIGNED)
           FROM civicrm_option_value k JOIN civicrm_option_group g ON g.id = k.option_group_id
           WHERE g.name = 'activity_type' AND k.name = 'Change Case Status')
         AND NOT EXISTS (
           SELECT 1
           FROM civicrm_case_activity n
           JOIN civicrm_activity o ON o.id = n.activity_id
           WHERE n.case_id = c.id AND o.id > a.id AND o.created_date < a.created_date + INTERVAL 1 MINUTE
             AND o.activity_type_id = (
               SELECT CAST(k.value AS UNSIGNED)
               FROM civicrm_option_value k JOIN civicrm_option_group g ON g.id = k.option_group_id
               WHERE g.name = 'activity_type' AND k.name = 'Merge Case'))
         AND a.id > COALESCE(
           (SELECT MAX(b.id)
            FROM civicrm_case_activity m
            JOIN civicrm_activity b ON b.id = m.activity_id
            WHERE m.case_id = c.id
              AND b.activity_type_id = (
                SELECT CAST(k.value AS UNSIGNED)
                FROM civicrm_option_value k JOIN civicrm_option_group g ON g.id = k.option_group_id
                WHERE g.name = 'activity_type' AND k.name = 'Change Case Status')
              AND NOT EXISTS (
                SELECT 1
                FROM civicrm_case_activity n
                JOIN civicrm_activity o ON o.id = n.activity_id
                WHERE n.case_id = c.id AND o.id > b.id AND o.created_date < b.created_date + INTERVAL 1 MINUTE
                  AND o.activity_type_id = (
                    SELECT CAST(k.value AS UNSIGNED)
                    FROM civicrm_option_value k JOIN civicrm_option_group g ON g.id = k.option_group_id
                    WHERE g.name = 'activity_type' AND k.name = 'Merge Case'))
              AND EXISTS (
                SELECT 1
                FROM civicrm_option_value s JOIN civicrm_option_group g ON g.id = s.option_group_id
                WHERE g.name = 'case_status' AND s.grouping <> 'Closed' AND b.subject LIKE CONCAT('% ', s.label))), 0)),
      IF(c.modified_date < c.end_date + INTERVAL 1 DAY, c.modified_date,
        GREATEST(c.created_date, c.end_date + INTERVAL 12 HOUR)),
      c.modified_date),
    NULL) AS closed_at,
  -- The subject holds both labels, the old one first. An activity that was
  -- edited may be there in several revisions.
  (SELECT COUNT(*)
   FROM civicrm_case_activity l
   JOIN civicrm_activity a ON a.id = l.activity_id
   WHERE l.case_id = c.id AND a.is_current_revision = 1
     AND a.activity_type_id = (
       SELECT CAST(k.value AS UNSIGNED)
       FROM civicrm_option_value k JOIN civicrm_option_group g ON g.id = k.option_group_id
       WHERE g.name = 'activity_type' AND k.name = 'Change Case Status')
     AND NOT EXISTS (
       SELECT 1
       FROM civicrm_case_activity n
       JOIN civicrm_activity o ON o.id = n.activity_id
       WHERE n.case_id = c.id AND o.id > a.id AND o.created_date < a.created_date + INTERVAL 1 MINUTE
         AND o.activity_type_id = (
           SELECT CAST(k.value AS UNSIGNED)
           FROM civicrm_option_value k JOIN civicrm_option_group g ON g.id = k.option_group_id
           WHERE g.name = 'activity_type' AND k.name = 'Merge Case'))
     AND EXISTS (
       SELECT 1
       FROM civicrm_option_group g
       JOIN civicrm_option_value s ON s.option_group_id = g.id AND s.grouping <> 'Closed'
       JOIN civicrm_option_value f ON f.option_group_id = g.id AND f.grouping = 'Closed'
       WHERE g.name = 'case_status' AND a.subject LIKE CONCAT('% ', f.label, ' % ', s.label))) AS reopened_count,
  c.modified_date AS changed_at
FROM civicrm_case c
WHERE c.is_deleted = 0
