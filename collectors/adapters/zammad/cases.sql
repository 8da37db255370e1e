-- Tickets of Zammad 5 to 7 on PostgreSQL. README.md names the traps.
SELECT
  t.id AS case_id,
  (SELECT g.name FROM groups g WHERE g.id = t.group_id) AS unit,
  COALESCE(t.type, '') AS case_type,
  t.created_at AS received_at,
  -- An agent answered, it came to an owner (user 1 is nobody), its state left
  -- new, or it was closed. An owner or a state that it was created with has no
  -- line in the history.
  LEAST(
    t.first_response_at,
    t.close_at,
    (SELECT MIN(CASE WHEN h.id_from <> 1 AND h.history_attribute_id = (SELECT a.id FROM history_attributes a WHERE a.name = 'owner')
       THEN t.created_at ELSE h.created_at END)
     FROM histories h
     WHERE h.o_id = t.id AND (SELECT o.name FROM history_objects o WHERE o.id = h.history_object_id) = 'Ticket'
       AND (h.history_attribute_id = (SELECT a.id FROM history_attributes a WHERE a.name = 'owner')
         OR h.history_attribute_id = (SELECT a.id FROM history_attributes a WHERE a.name = 'state')
           AND (SELECT y.name FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE s.id = h.id_to)
             NOT IN ('new', 'merged', 'removed'))),
    CASE WHEN t.owner_id <> 1 AND NOT EXISTS (
        SELECT 1
        FROM histories h
        WHERE h.o_id = t.id AND (SELECT o.name FROM history_objects o WHERE o.id = h.history_object_id) = 'Ticket'
          AND h.history_attribute_id = (SELECT a.id FROM history_attributes a WHERE a.name = 'owner'))
      THEN t.created_at END) AS started_at,
  -- close_at is that of the first closing, and outlives a reopening. So it counts
  -- only where history is silent: for a ticket that was created closed, or whose
  -- history is gone. An import may leave even that out.
  CASE WHEN (SELECT y.name FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE s.id = t.state_id) = 'closed' THEN
    COALESCE(
      (SELECT MAX(h.created_at)
       FROM histories h
       WHERE h.o_id = t.id AND (SELECT o.name FROM history_objects o WHERE o.id = h.history_object_id) = 'Ticket'
         AND h.history_attribute_id = (SELECT a.id FROM history_attributes a WHERE a.name = 'state')
         AND (SELECT y.name FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE s.id = h.id_from) <> 'closed'
         AND (SELECT y.name FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE s.id = h.id_to) = 'closed'),
      t.close_at,
      t.last_contact_at,
      t.updated_at)
  END AS closed_at,
  -- The solution time of the SLA, while its clock runs: Zammad empties it in states
  -- that ignore escalations, and once the ticket was closed. Then it keeps by how
  -- many working minutes the first closing was early, or late if less than 0.
  CASE WHEN t.close_at IS NULL THEN t.close_escalation_at
    WHEN NOT EXISTS (
        SELECT 1
        FROM histories h
        WHERE h.o_id = t.id AND (SELECT o.name FROM history_objects o WHERE o.id = h.history_object_id) = 'Ticket'
          AND h.history_attribute_id = (SELECT a.id FROM history_attributes a WHERE a.name = 'state')
          AND (SELECT y.name FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE s.id = h.id_from) = 'closed')
      THEN t.close_at + t.close_diff_in_min * INTERVAL '1 minute'
  END AS deadline_at,
  (SELECT COUNT(*)
   FROM histories h
   WHERE h.o_id = t.id AND (SELECT o.name FROM history_objects o WHERE o.id = h.history_object_id) = 'Ticket'
     AND h.history_attribute_id = (SELECT a.id FROM history_attributes a WHERE a.name = 'state')
     AND (SELECT y.name FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE s.id = h.id_from) = 'closed'
     AND (SELECT y.name FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE s.id = h.id_to) NOT IN ('closed', 'merged', 'removed')) AS reopened_count,
  t.updated_at AS changed_at
FROM tickets t
WHERE (SELECT y.name FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE s.id = t.state_id) NOT IN ('merged', 'removed')
