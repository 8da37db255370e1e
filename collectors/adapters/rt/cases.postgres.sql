-- Tickets of Request Tracker 5 on PostgreSQL, which takes no `Groups` in quotes;
-- else as cases.sql. README.md names the index to add and the traps.
--
-- Statuses are those of the lifecycle "default": new is initial, resolved and
-- rejected are closed, and a deleted ticket is none. With lifecycles of your
-- own, copy this folder and correct the lists.
SELECT
  t.id AS case_id,
  (SELECT q.Name FROM Queues q WHERE q.id = t.Queue) AS unit,
  '' AS case_type,
  t.Created AS received_at,
  -- Somebody took it, moved it on from new, or answered it who had not asked. An
  -- owner whom RT itself set (creator 1), as scrips do and moves, took nothing.
  -- A ticket that was created beyond new has Started alone to tell, which RT sets as
  -- well where a new one is deleted, though it may be restored.
  (SELECT MIN(CASE WHEN h.Type = 'Create' THEN NULLIF(t.Started, '1970-01-01 00:00:00') ELSE h.Created END)
   FROM Transactions h
   WHERE h.ObjectType = 'RT::Ticket' AND h.ObjectId = t.id
     AND (h.Type = 'Create' AND NOT EXISTS (
         SELECT 1
         FROM Transactions d
         WHERE d.ObjectType = 'RT::Ticket' AND d.ObjectId = t.id AND d.Type = 'Status' AND d.OldValue IN ('new') AND d.NewValue = 'deleted')
       OR h.Type = 'Status' AND h.OldValue IN ('new', 'deleted') AND h.NewValue NOT IN ('new', 'deleted')
       OR (h.Type IN ('Take', 'Steal', 'Give', 'Force') OR h.Type IN ('Set', 'SetWatcher') AND h.Field = 'Owner') AND h.Creator > 2
       OR h.Type = 'Correspond' AND h.Creator > 2 AND NOT EXISTS (
         SELECT 1
         FROM Groups g JOIN GroupMembers m ON m.GroupId = g.id
         WHERE g.Domain = 'RT::Ticket-Role' AND g.Name = 'Requestor' AND g.Instance = t.id
           AND m.MemberId = h.Creator))) AS started_at,
  -- Resolved outlives a reopening, so it counts only where history is silent.
  -- Without it, the first line that is left of the history is the earliest that
  -- the ticket is known to be closed.
  CASE WHEN t.Status IN ('resolved', 'rejected') THEN
    COALESCE(
      (SELECT MAX(h.Created)
       FROM Transactions h
       WHERE h.ObjectType = 'RT::Ticket' AND h.ObjectId = t.id AND h.Type = 'Status'
         AND h.OldValue NOT IN ('resolved', 'rejected', 'deleted') AND h.NewValue IN ('resolved', 'rejected')),
      NULLIF(t.Resolved, '1970-01-01 00:00:00'),
      (SELECT MIN(h.Created) FROM Transactions h WHERE h.ObjectType = 'RT::Ticket' AND h.ObjectId = t.id),
      t.LastUpdated)
  END AS closed_at,
  t.Due AS deadline_at,
  (SELECT COUNT(*)
   FROM Transactions h
   WHERE h.ObjectType = 'RT::Ticket' AND h.ObjectId = t.id AND h.Type = 'Status'
     AND h.OldValue IN ('resolved', 'rejected') AND h.NewValue NOT IN ('resolved', 'rejected', 'deleted')) AS reopened_count,
  t.LastUpdated AS changed_at
FROM Tickets t
WHERE t.EffectiveId = t.id AND t.Type = 'ticket' AND t.Status <> 'deleted'
