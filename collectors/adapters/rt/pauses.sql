-- When tickets of Request Tracker 5 were paused: in a status that is in the lists,
-- such as stalled. The setting PAUSE_STATUSES replaces the lists, for lifecycles of
-- your own. README.md names the traps.
SELECT
  h.id AS pause_id,
  t.id AS case_id,
  h.Created AS paused_at,
  -- The next change to a status that is none of them, a closing too.
  (SELECT MIN(n.Created)
   FROM Transactions n
   WHERE n.ObjectType = 'RT::Ticket' AND n.ObjectId = t.id AND n.id > h.id
     AND n.Type = 'Status' AND n.NewValue NOT IN (/* PAUSE_STATUSES */ 'stalled')) AS resumed_at,
  t.LastUpdated AS changed_at -- which every transaction moves
FROM Tickets t
JOIN Transactions h ON h.ObjectType = 'RT::Ticket' AND h.ObjectId = t.id
WHERE t.EffectiveId = t.id AND t.Type = 'ticket' AND t.Status <> 'deleted'
  AND (h.Type = 'Status' AND h.OldValue NOT IN (/* PAUSE_STATUSES */ 'stalled') AND h.NewValue IN (/* PAUSE_STATUSES */ 'stalled')
    -- One that was created so has no change to it, only one from it, or none yet.
    OR h.Type = 'Create' AND COALESCE(
      (SELECT n.OldValue
       FROM Transactions n
       WHERE n.ObjectType = 'RT::Ticket' AND n.ObjectId = t.id AND n.Type = 'Status'
       ORDER BY n.id
       LIMIT 1),
      t.Status) IN (/* PAUSE_STATUSES */ 'stalled'))
