-- Tickets of GLPI 10. README.md says how to count by group, and names the traps.
-- A ticket is closed while its status is 5 (solved) or 6 (closed).
SELECT
  t.id AS case_id,
  -- GLPI 10 and older store &, < and > in names as entities.
  (SELECT REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(e.completename, '&#60;', '<'), '&lt;', '<'), '&#62;', '>'), '&gt;', '>'), '&amp;', '&'), '&#38;', '&') FROM glpi_entities e WHERE e.id = t.entities_id) AS unit,
  (SELECT REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(c.completename, '&#60;', '<'), '&lt;', '<'), '&#62;', '>'), '&gt;', '>'), '&amp;', '&'), '&#38;', '&') FROM glpi_itilcategories c WHERE c.id = t.itilcategories_id) AS case_type,
  t.date AS received_at,
  -- GLPI's own note of the first act of a technician, or the first closing. Of
  -- tickets older than the column, GLPI knows after how many seconds that was;
  -- 0 is not yet.
  COALESCE(t.takeintoaccountdate,
    t.date + INTERVAL NULLIF(t.takeintoaccount_delay_stat, 0) SECOND,
    (SELECT MIN(h.date_mod)
     FROM glpi_logs h
     WHERE h.itemtype = 'Ticket' AND h.items_id = t.id AND h.id_search_option = 12 AND h.new_value IN ('5', '6'))) AS started_at,
  -- solvedate is emptied by a reopening and moves with every solution, so it
  -- counts only where history is silent.
  IF(t.status IN (5, 6),
    COALESCE(
      (SELECT MAX(h.date_mod)
       FROM glpi_logs h
       WHERE h.itemtype = 'Ticket' AND h.items_id = t.id AND h.id_search_option = 12
         AND h.old_value NOT IN ('5', '6') AND h.new_value IN ('5', '6')),
      t.solvedate, t.closedate, t.date_mod),
    NULL) AS closed_at,
  -- A pending ticket (4) is not late: GLPI puts the time off when it goes on.
  IF(t.status = 4, NULL, t.time_to_resolve) AS deadline_at,
  (SELECT COUNT(*)
   FROM glpi_logs h
   WHERE h.itemtype = 'Ticket' AND h.items_id = t.id AND h.id_search_option = 12
     AND h.old_value IN ('5', '6') AND h.new_value NOT IN ('5', '6')) AS reopened_count,
  -- GLPI's own sum of the pauses that ended, and when the one began that lasts: for
  -- GLPI a solution begins one too, which is over for a ticket that is closed.
  t.waiting_duration AS paused_seconds,
  t.begin_waiting_date AS paused_since,
  t.date_mod AS changed_at
FROM glpi_tickets t
WHERE t.is_deleted = 0
