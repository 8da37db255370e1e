-- Issues of MantisBT 2 on PostgreSQL. README.md names the index to add and the traps.
-- Times are seconds since 1970. Statuses from 80 (resolved) on are closed. In
-- the history they are texts, as are values of other fields, so that they are
-- compared as texts: to make a number of another text would fail.
SELECT
  b.id AS case_id,
  (SELECT p.name FROM mantis_project_table p WHERE p.id = b.project_id) AS unit,
  (SELECT c.name FROM mantis_category_table c WHERE c.id = b.category_id) AS case_type,
  b.date_submitted AS received_at,
  -- Its status or handler was changed, or somebody else than the reporter
  -- wrote a note (type 2) that is not private. What was set as it was created (type
  -- 1) began nothing, such as the handler of its category, unless its creator took it.
  (SELECT MIN(h.date_modified)
   FROM mantis_bug_history_table h
   WHERE h.bug_id = b.id
     AND (h.type = 0 AND h.field_name IN ('status', 'handler_id') AND NOT EXISTS (
         SELECT 1 FROM mantis_bug_history_table c
         WHERE c.bug_id = b.id AND c.type = 1 AND c.user_id = h.user_id AND h.date_modified <= c.date_modified + 1
           AND (h.field_name <> 'handler_id' OR h.new_value <> CONCAT(h.user_id, '')))
       OR h.type = 2 AND h.user_id <> b.reporter_id AND EXISTS (
         SELECT 1 FROM mantis_bugnote_table n
         WHERE n.id = CASE WHEN h.type = 2 AND h.old_value ~ '^[0-9]{1,9}$' THEN CAST(h.old_value AS integer) END AND n.view_state = 10))) AS started_at,
  -- An issue that was created closed, as by an import, has the first line of
  -- its history (type 1 is its creation) or, before that, its last change.
  CASE WHEN b.status >= 80 THEN
    COALESCE(
      (SELECT MAX(h.date_modified)
       FROM mantis_bug_history_table h
       WHERE h.bug_id = b.id AND h.type = 0 AND h.field_name = 'status'
         AND LPAD(h.old_value, 9, '0') < '000000080' AND LPAD(h.new_value, 9, '0') >= '000000080'),
      LEAST((SELECT MIN(h.date_modified) FROM mantis_bug_history_table h WHERE h.bug_id = b.id), b.last_updated),
      b.last_updated)
  END AS closed_at,
  NULLIF(b.due_date, 1) AS deadline_at, -- 1 is none
  (SELECT COUNT(*)
   FROM mantis_bug_history_table h
   WHERE h.bug_id = b.id AND h.type = 0 AND h.field_name = 'status'
     AND LPAD(h.old_value, 9, '0') >= '000000080' AND LPAD(h.new_value, 9, '0') < '000000080') AS reopened_count,
  b.last_updated AS changed_at
FROM mantis_bug_table b
