-- Tickets of Znuny 6 and 7, and of OTRS 6. README.md names the index to add and the traps.
SELECT
  t.id AS case_id,
  (SELECT q.name FROM queue q WHERE q.id = t.queue_id) AS unit,
  (SELECT k.name FROM ticket_type k WHERE k.id = t.type_id) AS case_type,
  t.create_time AS received_at,
  -- An agent locked it, came to own it, wrote what the customer can read, or
  -- closed it. Articles of a ticket that was merged into it may be older than it.
  (SELECT MIN(h.create_time)
   FROM ticket_history h
   JOIN ticket_history_type k ON k.id = h.history_type_id
   LEFT JOIN article a ON a.id = h.article_id
   WHERE h.ticket_id = t.id AND h.create_time >= t.create_time
     AND (k.name IN ('Lock', 'OwnerUpdate')
       OR k.name = 'StateUpdate' AND h.state_id IN (
         SELECT s.id FROM ticket_state s JOIN ticket_state_type y ON y.id = s.type_id WHERE y.name = 'closed')
       OR a.is_visible_for_customer = 1 AND a.article_sender_type_id = (
         SELECT e.id FROM article_sender_type e WHERE e.name = 'agent'))) AS started_at,
  -- Every line of the history holds the state after it. The closing is the
  -- first line behind the last one that was not closed. Lines of articles tell
  -- nothing, but for changes of state: a merge takes those of the other ticket
  -- along, which hold the state that it had.
  CASE WHEN (SELECT y.name FROM ticket_state s JOIN ticket_state_type y ON y.id = s.type_id WHERE s.id = t.ticket_state_id) = 'closed' THEN
    COALESCE(
      (SELECT MIN(h.create_time)
       FROM ticket_history h
       WHERE h.ticket_id = t.id AND (COALESCE(h.article_id, 0) = 0 OR (SELECT k.name FROM ticket_history_type k WHERE k.id = h.history_type_id) = 'StateUpdate') AND h.id > COALESCE(
         (SELECT MAX(o.id)
          FROM ticket_history o
          JOIN ticket_state s ON s.id = o.state_id
          JOIN ticket_state_type y ON y.id = s.type_id
          WHERE o.ticket_id = t.id AND y.name <> 'closed' AND (COALESCE(o.article_id, 0) = 0 OR (SELECT k.name FROM ticket_history_type k WHERE k.id = o.history_type_id) = 'StateUpdate')), 0)),
      t.change_time)
  END AS closed_at,
  -- Seconds since 1970; 0 without one, and once the ticket is closed.
  t.escalation_solution_time AS deadline_at,
  -- Changes to a state that is not closed, where the line before was closed. What
  -- kind of line it is asks the line itself: no index on kinds is of use.
  (SELECT COUNT(*)
   FROM ticket_history h
   JOIN ticket_state s ON s.id = h.state_id
   JOIN ticket_state_type y ON y.id = s.type_id
   WHERE h.ticket_id = t.id AND y.name <> 'closed'
     AND (SELECT k.name FROM ticket_history_type k WHERE k.id = h.history_type_id) = 'StateUpdate'
     AND 'closed' = (
     SELECT yb.name
     FROM ticket_history b
     JOIN ticket_state sb ON sb.id = b.state_id
     JOIN ticket_state_type yb ON yb.id = sb.type_id
     WHERE b.id = (
       SELECT MAX(c.id) FROM ticket_history c
       WHERE c.ticket_id = t.id AND c.id < h.id AND (COALESCE(c.article_id, 0) = 0 OR (SELECT k.name FROM ticket_history_type k WHERE k.id = c.history_type_id) = 'StateUpdate')))) AS reopened_count,
  t.change_time AS changed_at
FROM ticket t
WHERE (SELECT y.name FROM ticket_state s JOIN ticket_state_type y ON y.id = s.type_id WHERE s.id = t.ticket_state_id)
  NOT IN ('merged', 'removed')
