-- Requests for information of Alaveteli. README.md names the index to add and the traps.
SELECT
  i.id AS case_id,
  -- The authority, by the name that it was given first of those in several languages.
  COALESCE(
    (SELECT t.name FROM public_body_translations t WHERE t.public_body_id = i.public_body_id AND t.name IS NOT NULL ORDER BY t.id LIMIT 1),
    (SELECT b.name FROM public_bodies b WHERE b.id = i.public_body_id)) AS unit,
  i.law_used AS case_type,
  i.created_at AS received_at,
  -- An answer, unless it was described as none (an acknowledgement), or a state
  -- that ends the request.
  (SELECT MIN(e.created_at)
   FROM info_request_events e
   WHERE e.info_request_id = i.id
     AND (e.event_type = 'response' AND COALESCE(e.calculated_state, e.described_state, '') <> 'waiting_response'
       OR COALESCE(e.calculated_state, e.described_state) IN ('successful', 'partially_successful', 'not_held', 'rejected', 'gone_postal', 'user_withdrawn'))) AS started_at,
  -- What people say of an answer is put to the answer itself. The closing is the
  -- first event of a final state behind the last one of another. Events that
  -- nobody described tell nothing.
  CASE WHEN i.described_state IN ('successful', 'partially_successful', 'not_held', 'rejected', 'gone_postal', 'user_withdrawn') AND NOT i.awaiting_description THEN
    COALESCE(
      (SELECT MIN(h.created_at)
       FROM (
         SELECT e.created_at, bool_or(COALESCE(e.calculated_state, e.described_state)
             NOT IN ('successful', 'partially_successful', 'not_held', 'rejected', 'gone_postal', 'user_withdrawn'))
           OVER (ORDER BY e.created_at, e.id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS opened
         FROM info_request_events e
         WHERE e.info_request_id = i.id AND COALESCE(e.calculated_state, e.described_state) IS NOT NULL
       ) h
       WHERE NOT h.opened),
      i.last_public_response_at,
      i.updated_at)
  END AS closed_at,
  -- The last day by law. None while the authority has answered and nobody said
  -- what, or waits for the one who asks, or reviews its answer: Alaveteli takes a
  -- request for late only while it awaits the response.
  CASE WHEN NOT i.awaiting_description
      AND i.described_state IN ('waiting_response', 'successful', 'partially_successful', 'not_held', 'rejected', 'gone_postal', 'user_withdrawn')
    THEN i.date_response_required_by END AS deadline_at,
  (SELECT COUNT(*)
   FROM (
     SELECT o.final, lag(o.final) OVER (ORDER BY o.created_at, o.id) AS before
     FROM (
       SELECT e.created_at, e.id, COALESCE(e.calculated_state, e.described_state)
         IN ('successful', 'partially_successful', 'not_held', 'rejected', 'gone_postal', 'user_withdrawn') AS final
       FROM info_request_events e
       WHERE e.info_request_id = i.id AND COALESCE(e.calculated_state, e.described_state) IS NOT NULL
     ) o
   ) h
   WHERE h.before AND NOT h.final) AS reopened_count,
  i.updated_at AS changed_at
FROM info_requests i
-- What the site hides, or takes for no request.
WHERE i.prominence <> 'hidden' AND i.described_state NOT IN ('vexatious', 'not_foi')
