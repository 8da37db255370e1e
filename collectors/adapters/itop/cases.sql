-- User requests and incidents of iTop 3. README.md names the index to add and the traps.
SELECT
  t.id AS case_id,
  COALESCE((SELECT c.name FROM contact c WHERE c.id = t.team_id), 'no team') AS unit,
  t.finalclass AS case_type,
  t.start_date AS received_at,
  -- Its status left new: it was assigned. Neither that it was escalated counts nor
  -- that it was approved, after which it waits as before.
  (SELECT MIN(g.date)
   FROM priv_changeop o
   JOIN priv_change g ON g.id = o.changeid
   JOIN priv_changeop_setatt a ON a.id = o.id AND a.attcode = 'status'
   JOIN priv_changeop_setatt_scalar v ON v.id = o.id
   WHERE o.objclass = t.finalclass AND o.objkey = t.id
     AND v.newvalue NOT IN ('new', 'escalated_tto', 'waiting_for_approval', 'approved')) AS started_at,
  -- resolution_date outlives a reopening, so history decides. Without any, as
  -- after an import, it holds the last resolution; then the first line that is
  -- left of the history is the earliest that the ticket is known to be closed.
  IF(t.operational_status <> 'ongoing',
    COALESCE(
      (SELECT MAX(g.date)
       FROM priv_changeop o
       JOIN priv_change g ON g.id = o.changeid
       JOIN priv_changeop_setatt a ON a.id = o.id AND a.attcode = 'status'
       JOIN priv_changeop_setatt_scalar v ON v.id = o.id
       WHERE o.objclass = t.finalclass AND o.objkey = t.id
         AND v.oldvalue NOT IN ('resolved', 'closed', 'rejected') AND v.newvalue IN ('resolved', 'closed', 'rejected')),
      (SELECT r.resolution_date FROM ticket_request r WHERE r.id = t.id),
      t.close_date,
      (SELECT MIN(g.date)
       FROM priv_changeop o
       JOIN priv_change g ON g.id = o.changeid
       WHERE o.objclass = t.finalclass AND o.objkey = t.id),
      t.last_update),
    NULL) AS closed_at,
  -- Known while the clock of the SLA runs, which is in these statuses. When it
  -- stops iTop empties the deadline, but not of a ticket that is late by then.
  (SELECT r.ttr_100_deadline FROM ticket_request r WHERE r.id = t.id AND r.status IN ('new', 'escalated_tto', 'assigned', 'approved', 'escalated_ttr')) AS deadline_at,
  (SELECT COUNT(*)
   FROM priv_changeop o
   JOIN priv_changeop_setatt a ON a.id = o.id AND a.attcode = 'status'
   JOIN priv_changeop_setatt_scalar v ON v.id = o.id
   WHERE o.objclass = t.finalclass AND o.objkey = t.id
     AND v.oldvalue IN ('resolved', 'closed', 'rejected') AND v.newvalue NOT IN ('resolved', 'closed', 'rejected')) AS reopened_count,
  -- The stop watch of the status pending.
  (SELECT r.cumulatedpending_timespent FROM ticket_request r WHERE r.id = t.id) AS paused_seconds,
  (SELECT r.cumulatedpending_laststart FROM ticket_request r WHERE r.id = t.id) AS paused_since,
  t.last_update AS changed_at
FROM ticket t
WHERE t.finalclass IN ('UserRequest', 'Incident')
