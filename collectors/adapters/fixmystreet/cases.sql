-- Reports of FixMyStreet 3 to 6 on PostgreSQL. README.md names the index to add and the traps.
SELECT
  p.id AS case_id,
  -- The first of the bodies that it was sent to; numbers between commas.
  COALESCE(
    (SELECT b.name FROM body b
     WHERE b.id = CASE WHEN split_part(p.bodies_str, ',', 1) ~ '^[0-9]{1,9}$' THEN CAST(split_part(p.bodies_str, ',', 1) AS integer) END),
    'no body') AS unit,
  p.category AS case_type,
  p.confirmed AS received_at,
  -- An update that left the report in another state than open, or that somebody of
  -- a body wrote who did not report it. The note of a new category has no state;
  -- FixMyStreet itself writes the reply to each report (auto-internal), and hides
  -- what it fetched if it says nothing.
  (SELECT MIN(COALESCE(c.confirmed, c.created))
   FROM comment c
   WHERE c.problem_id = p.id AND c.state <> 'unconfirmed' AND NOT (c.state = 'hidden' AND c.mark_fixed)
     AND COALESCE(c.problem_state, '') NOT IN ('unconfirmed', 'partial', 'hidden')
     AND (COALESCE(c.problem_state, CASE WHEN c.mark_fixed THEN 'fixed - user' END) <> 'confirmed'
       OR c.user_id <> p.user_id
         AND (c.external_id IS NULL AND c.problem_state IS NOT NULL OR c.external_id <> 'auto-internal' AND c.state = 'confirmed')
         AND EXISTS (SELECT 1 FROM users u WHERE u.id = c.user_id AND u.from_body IS NOT NULL))) AS started_at,
  -- Updates tell the state after them; old ones only that they fixed it, or opened
  -- it again. A report that was hidden is neither, and hiding an update that fixed
  -- it opens it. The closing is the first behind the last one that left it open.
  -- Without any, as after a script, there is the log of administrators.
  CASE WHEN p.state IN ('closed', 'fixed - council', 'fixed - user')
      OR (SELECT s.type FROM state s WHERE s.label = p.state) IN ('closed', 'fixed') THEN
    COALESCE(
      (SELECT MIN(h.at)
       FROM (
         SELECT o.at, bool_or(NOT o.closed) OVER (ORDER BY o.at, o.id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS opened
         FROM (
           SELECT COALESCE(c.confirmed, c.created) AS at, c.id,
             COALESCE(c.problem_state, CASE WHEN c.mark_fixed THEN 'fixed' ELSE 'confirmed' END) IN ('closed', 'fixed - council', 'fixed - user')
               OR COALESCE((SELECT s.type FROM state s
                 WHERE s.label = COALESCE(c.problem_state, CASE WHEN c.mark_fixed THEN 'fixed' ELSE 'confirmed' END)), 'open') <> 'open' AS closed
           FROM comment c
           WHERE c.problem_id = p.id AND c.state <> 'unconfirmed' AND NOT (c.state = 'hidden' AND c.mark_fixed)
             AND COALESCE(c.problem_state, '') NOT IN ('unconfirmed', 'partial', 'hidden') AND (c.problem_state IS NOT NULL OR c.mark_fixed OR c.mark_open)
         ) o
       ) h
       WHERE NOT h.opened),
      (SELECT MAX(l.whenedited) FROM admin_log l WHERE l.object_type = 'problem' AND l.object_id = p.id AND l.action = 'state_change'),
      p.lastupdate)
  END AS closed_at,
  (SELECT COUNT(*)
   FROM (
     SELECT o.closed, lag(o.closed) OVER (ORDER BY o.at, o.id) AS before
     FROM (
       SELECT COALESCE(c.confirmed, c.created) AS at, c.id,
         COALESCE(c.problem_state, CASE WHEN c.mark_fixed THEN 'fixed' ELSE 'confirmed' END) IN ('closed', 'fixed - council', 'fixed - user')
           OR COALESCE((SELECT s.type FROM state s
             WHERE s.label = COALESCE(c.problem_state, CASE WHEN c.mark_fixed THEN 'fixed' ELSE 'confirmed' END)), 'open') <> 'open' AS closed
       FROM comment c
       WHERE c.problem_id = p.id AND c.state <> 'unconfirmed' AND NOT (c.state = 'hidden' AND c.mark_fixed)
         AND COALESCE(c.problem_state, '') NOT IN ('unconfirmed', 'partial', 'hidden') AND (c.problem_state IS NOT NULL OR c.mark_fixed OR c.mark_open)
     ) o
   ) h
   WHERE h.before AND NOT h.closed) AS reopened_count,
  p.lastupdate AS changed_at
FROM problem p
WHERE p.state NOT IN ('unconfirmed', 'partial', 'hidden')
