-- When tickets of Zammad 5 to 7 on PostgreSQL were paused: in a state of a pending
-- type, or in one that the setting PAUSE_STATUSES names. Which states those are is asked
-- once, as an array. README.md names the traps.
SELECT
  h.id AS pause_id,
  t.id AS case_id,
  h.created_at AS paused_at,
  -- The next change to a state that is not pending, a closing too.
  (SELECT MIN(n.created_at)
   FROM histories n
   WHERE n.o_id = t.id AND n.id > h.id AND (SELECT o.name FROM history_objects o WHERE o.id = n.history_object_id) = 'Ticket'
     AND n.history_attribute_id = (SELECT a.id FROM history_attributes a WHERE a.name = 'state')
     AND n.id_to <> ALL (ARRAY(SELECT s.id FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE /* PAUSE_STATUSES s.name */ y.name IN (/* PAUSE_STATUSES */ 'pending reminder', 'pending action')))) AS resumed_at,
  t.updated_at AS changed_at -- which every change moves
FROM tickets t
JOIN histories h ON h.o_id = t.id
WHERE (SELECT y.name FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE s.id = t.state_id) NOT IN ('merged', 'removed')
  AND (SELECT o.name FROM history_objects o WHERE o.id = h.history_object_id) = 'Ticket'
  AND h.history_attribute_id = (SELECT a.id FROM history_attributes a WHERE a.name = 'state')
  AND h.id_from <> ALL (ARRAY(SELECT s.id FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE /* PAUSE_STATUSES s.name */ y.name IN (/* PAUSE_STATUSES */ 'pending reminder', 'pending action')))
  AND h.id_to = ANY (ARRAY(SELECT s.id FROM ticket_states s JOIN ticket_state_types y ON y.id = s.state_type_id WHERE /* PAUSE_STATUSES s.name */ y.name IN (/* PAUSE_STATUSES */ 'pending reminder', 'pending action')))
