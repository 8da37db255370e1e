-- When issues of MantisBT 2 were paused: in status 20 (feedback), unless they came to
-- it from a closed one: so MantisBT reopens them. Statuses in the history are texts, as are
-- values of other fields. The setting PAUSE_STATUSES replaces the lists of numbers.
-- README.md names the traps.
SELECT
  h.id AS pause_id,
  b.id AS case_id,
  h.date_modified AS paused_at,
  -- The next change to another status, a closing too.
  (SELECT MIN(n.date_modified)
   FROM mantis_bug_history_table n
   WHERE n.bug_id = b.id AND n.id > h.id AND n.type = 0 AND n.field_name = 'status' AND n.new_value NOT IN (/* PAUSE_STATUSES */ '20')) AS resumed_at,
  b.last_updated AS changed_at -- which every change moves
FROM mantis_bug_table b
JOIN mantis_bug_history_table h ON h.bug_id = b.id
WHERE h.type = 0 AND h.field_name = 'status' AND h.new_value IN (/* PAUSE_STATUSES */ '20') AND h.old_value NOT IN (/* PAUSE_STATUSES */ '20')
  AND LPAD(h.old_value, 9, '0') < '000000080'
