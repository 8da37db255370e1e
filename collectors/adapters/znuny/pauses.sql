-- When tickets of Znuny 6 and 7, and of OTRS 6, were paused: in a state of a pending
-- type, or in one that the setting PAUSE_STATUSES names. Every line of the history
-- holds the state after it, but those of articles may be of a ticket that was
-- merged into this one. README.md names the traps.
SELECT
  h.id AS pause_id,
  t.id AS case_id,
  h.create_time AS paused_at,
  -- The next line whose state is not pending, a closing too.
  (SELECT MIN(n.create_time)
   FROM ticket_history n
   WHERE n.ticket_id = t.id AND n.id > h.id AND (COALESCE(n.article_id, 0) = 0 OR (SELECT k.name FROM ticket_history_type k WHERE k.id = n.history_type_id) = 'StateUpdate')
     AND (SELECT /* PAUSE_STATUSES s.name */ y.name FROM ticket_state s JOIN ticket_state_type y ON y.id = s.type_id WHERE s.id = n.state_id) NOT IN (/* PAUSE_STATUSES */ 'pending reminder', 'pending auto')) AS resumed_at,
  t.change_time AS changed_at -- which every line moves
FROM ticket t
JOIN ticket_history h ON h.ticket_id = t.id
WHERE (SELECT y.name FROM ticket_state s JOIN ticket_state_type y ON y.id = s.type_id WHERE s.id = t.ticket_state_id) NOT IN ('merged', 'removed')
  AND (SELECT /* PAUSE_STATUSES s.name */ y.name FROM ticket_state s JOIN ticket_state_type y ON y.id = s.type_id WHERE s.id = h.state_id) IN (/* PAUSE_STATUSES */ 'pending reminder', 'pending auto')
  AND (COALESCE(h.article_id, 0) = 0 OR (SELECT k.name FROM ticket_history_type k WHERE k.id = h.history_type_id) = 'StateUpdate')
  AND COALESCE(
    (SELECT /* PAUSE_STATUSES s.name */ y.name
     FROM ticket_history b
     JOIN ticket_state s ON s.id = b.state_id
     JOIN ticket_state_type y ON y.id = s.type_id
     WHERE b.id = (
       SELECT MAX(c.id) FROM ticket_history c
       WHERE c.ticket_id = t.id AND c.id < h.id AND (COALESCE(c.article_id, 0) = 0 OR (SELECT k.name FROM ticket_history_type k WHERE k.id = c.history_type_id) = 'StateUpdate'))),
    'none') NOT IN (/* PAUSE_STATUSES */ 'pending reminder', 'pending auto')
