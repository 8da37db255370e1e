-- Tickets of osTicket 1.17. README.md names the index to add and the traps.
-- Tables carry the prefix ost_ unless it was changed during the installation.
SELECT
  t.ticket_id AS case_id,
  (SELECT d.name FROM ost_department d WHERE d.id = t.dept_id) AS unit,
  (SELECT p.topic FROM ost_help_topic p WHERE p.topic_id = t.topic_id) AS case_type,
  t.created AS received_at,
  -- An agent assigned or closed it, or answered: whichever came first. What was
  -- written in a ticket that was merged into it may be older than it.
  NULLIF(LEAST(
    COALESCE(
      (SELECT MIN(h.timestamp)
       FROM ost_thread d
       JOIN ost_thread_event h ON h.thread_id = d.id
       JOIN ost_event e ON e.id = h.event_id
       WHERE d.object_type = 'T' AND d.object_id = t.ticket_id
         AND (e.name = 'assigned' AND h.uid_type = 'S' AND h.uid > 0 OR e.name = 'closed')), TIMESTAMP '9999-12-31 00:00:00'),
    COALESCE(
      (SELECT MIN(a.created)
       FROM ost_thread d
       JOIN ost_thread_entry a ON a.thread_id = d.id
       WHERE d.object_type = 'T' AND d.object_id = t.ticket_id AND a.type = 'R' AND a.staff_id > 0 AND a.created >= t.created), TIMESTAMP '9999-12-31 00:00:00')),
    TIMESTAMP '9999-12-31 00:00:00') AS started_at,
  -- The first closing behind the last reopening. Whether an event was annulled
  -- does not matter: a reopening annuls the closing before it, which was one.
  -- lastupdate moves with closings, the customer's messages and edits; updated
  -- with the marks of the cron job as well.
  IF((SELECT s.state FROM ost_ticket_status s WHERE s.id = t.status_id) <> 'open',
    COALESCE(
      (SELECT MIN(h.timestamp)
       FROM ost_thread d
       JOIN ost_thread_event h ON h.thread_id = d.id
       JOIN ost_event e ON e.id = h.event_id
       WHERE d.object_type = 'T' AND d.object_id = t.ticket_id AND e.name = 'closed'
         AND h.id > COALESCE(
           (SELECT MAX(h2.id)
            FROM ost_thread d2
            JOIN ost_thread_event h2 ON h2.thread_id = d2.id
            JOIN ost_event e2 ON e2.id = h2.event_id
            WHERE d2.object_type = 'T' AND d2.object_id = t.ticket_id AND e2.name = 'reopened'), 0)),
      t.closed, t.lastupdate, t.updated),
    NULL) AS closed_at,
  -- A date that an agent set goes before that of the SLA. A closing empties
  -- both if they are past; then what tells is that osTicket marked the ticket
  -- overdue, and when, since it was last opened.
  COALESCE(t.duedate,
    IF((SELECT s.state FROM ost_ticket_status s WHERE s.id = t.status_id) <> 'open',
      (SELECT MAX(h.timestamp)
       FROM ost_thread d
       JOIN ost_thread_event h ON h.thread_id = d.id
       JOIN ost_event e ON e.id = h.event_id
       WHERE d.object_type = 'T' AND d.object_id = t.ticket_id AND e.name = 'overdue'
         AND h.id > COALESCE(
           (SELECT MAX(h2.id)
            FROM ost_thread d2
            JOIN ost_thread_event h2 ON h2.thread_id = d2.id
            JOIN ost_event e2 ON e2.id = h2.event_id
            WHERE d2.object_type = 'T' AND d2.object_id = t.ticket_id AND e2.name = 'reopened'), 0)),
      NULL),
    t.est_duedate) AS deadline_at,
  (SELECT COUNT(*)
   FROM ost_thread d
   JOIN ost_thread_event h ON h.thread_id = d.id
   JOIN ost_event e ON e.id = h.event_id
   WHERE d.object_type = 'T' AND d.object_id = t.ticket_id AND e.name = 'reopened') AS reopened_count,
  t.updated AS changed_at
FROM ost_ticket t
WHERE (t.ticket_pid IS NULL OR t.flags & 8) -- merged into another; 8 is merely linked
  AND (SELECT s.state FROM ost_ticket_status s WHERE s.id = t.status_id) <> 'deleted'
