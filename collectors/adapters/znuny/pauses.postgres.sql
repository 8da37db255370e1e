-- When tickets of Znuny 6 and 7, and of OTRS 6, were paused on PostgreSQL: in a state
-- of a pending type, or in one that the setting PAUSE_STATUSES names. Every line of the
-- history holds the state after it. Which states those are is asked once, as an array.
-- README.md names the traps.
SELECT
  h.id AS pause_id,
  t.id AS case_id,
  h.create_time AS paused_at,
  -- The next line whose state is not pending, a closing too.
  (SELECT MIN(n.create_time)
   FROM ticket_history n
   WHERE n.ticket_id = t.id AND n.id > h.id
     AND n.state_id <> ALL (ARRAY(SELECT s.id FROM ticket_state s JOIN ticket_state_type y ON y.id = s.type_id WHERE /* PAUSE_STATUSES s.name */ y.name IN (/* PAUSE_STATUSES */ 'pending reminder', 'pending auto')))) AS resumed_at,
  t.change_time AS changed_at -- which every line moves
FROM ticket t
JOIN ticket_history h ON h.ticket_id = t.id
WHERE (SELECT y.name FROM ticket_state s JOIN ticket_state_type y ON y.id = s.type_id WHERE s.id = t.ticket_state_id) NOT IN ('merged', 'removed')
  AND h.state_id = ANY (ARRAY(SELECT s.id FROM ticket_state s JOIN ticket_state_type y ON y.id = s.type_id WHERE /* PAUSE_STATUSES s.name */ y.name IN (/* PAUSE_STATUSES */ 'pending reminder', 'pending auto')))
  AND COALESCE(
    (SELECT b.state_id
     FROM ticket_history b
     WHERE b.id = (SELECT MAX(c.id) FROM ticket_history c WHERE c.ticket_id = t.id AND c.id < h.id)),
    0) <> ALL (ARRAY(SELECT s.id FROM ticket_state s JOIN ticket_state_type y ON y.id = s.type_id WHERE /* PAUSE_STATUSES s.name */ y.name IN (/* PAUSE_STATUSES */ 'pending reminder', 'pending auto')))
